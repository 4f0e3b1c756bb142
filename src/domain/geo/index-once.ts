import type { Polygon } from 'geojson';
import type { EdgeIndex } from './edge-index.ts';
import { indexPolygons } from './index-polygons.ts';

const indices = new WeakMap<object, EdgeIndex>();

/** The index of an outline as a document carries it, made once and kept as long as the outline lives, which must not change. */
export function indexOnce(outline: Polygon | readonly Polygon[]): EdgeIndex {
  const made = indices.get(outline) ?? indexPolygons('type' in outline ? [outline] : outline);
  indices.set(outline, made);
  return made;
}
