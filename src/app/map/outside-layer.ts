import type { FeatureCollection, Position } from 'geojson';

type Bounds = readonly [west: number, south: number, east: number, north: number];

/** Everything the zone package says nothing about: the world with its bounds cut out. */
export function outsideToLayer([west, south, east, north]: Bounds): FeatureCollection {
  const world: Position[] = [
    [-180, -85],
    [180, -85],
    [180, 85],
    [-180, 85],
    [-180, -85],
  ];
  const hole: Position[] = [
    [west, south],
    [west, north],
    [east, north],
    [east, south],
    [west, south],
  ];
  const geometry = { type: 'Polygon' as const, coordinates: [world, hole] };
  return { type: 'FeatureCollection', features: [{ type: 'Feature', properties: {}, geometry }] };
}
