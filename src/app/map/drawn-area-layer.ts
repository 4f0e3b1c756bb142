import type { Feature, FeatureCollection } from 'geojson';

type Corner = readonly [lon: number, lat: number];

/** An area being drawn: its corners as points, the line through them, and the surface once it is closed. */
export interface DrawnArea {
  readonly corners: readonly Corner[];
  readonly holes: readonly (readonly Corner[])[];
  readonly isClosed: boolean;
}

export function drawnAreaToLayer({ corners, holes, isClosed }: DrawnArea): FeatureCollection {
  const rings = isClosed ? [corners, ...holes].map(close) : [corners.map(copy)];
  const lines = rings
    .filter((ring) => ring.length > 1)
    .map((coordinates) => feature({ type: 'LineString', coordinates }));
  const surface = isClosed && corners.length > 2 ? [feature({ type: 'Polygon', coordinates: rings })] : [];
  const points = corners.map((corner) => feature({ type: 'Point', coordinates: copy(corner) }));
  return { type: 'FeatureCollection', features: [...surface, ...lines, ...points] };
}

function close(ring: readonly Corner[]): number[][] {
  return [...ring, ...ring.slice(0, 1)].map(copy);
}

function copy([lon, lat]: Corner): number[] {
  return [lon, lat];
}

function feature(geometry: Feature['geometry']): Feature {
  return { type: 'Feature', properties: {}, geometry };
}
