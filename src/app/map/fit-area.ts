import type { Map as LibreMap } from 'maplibre-gl';

/** Where somebody pointed by hand. */
export interface Place {
  readonly lon: number;
  readonly lat: number;
}

type Bounds = readonly [west: number, south: number, east: number, north: number];

/** Keeps the map about the area of the data, and shows all of it, smoothly, at once or not. */
export function fitArea(map: LibreMap, bounds: Bounds, how: 'smoothly' | 'at-once' | 'not'): void {
  const [west, south, east, north] = bounds;
  const [x, y] = [(east - west) / 4, (north - south) / 4];
  map.setMaxBounds([west - x, south - y, east + x, north + y]);
  if (how === 'not') return;
  map.fitBounds([west, south, east, north], { padding: 12, animate: how === 'smoothly', duration: 700 });
}
