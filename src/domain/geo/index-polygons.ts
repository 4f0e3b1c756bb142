import type { Polygon } from 'geojson';
import { finestPerDegree } from './edge-grid.ts';
import type { EdgeIndex } from './edge-index.ts';
import { layOutRings } from './lay-out-rings.ts';
import { openEdgeIndex } from './open-edge-index.ts';
import { ringSetOf } from './ring-set.ts';
import { uniteRings } from './unite-rings.ts';

/**
 * The index of a small set of valid polygons, held in memory; overlapping ones are united. Coordinates are rounded to 1e-8°
 * (0.6 mm). Throws on coordinates that are no numbers and on sets wider than 40°.
 */
export function indexPolygons(polygons: readonly Polygon[]): EdgeIndex {
  const rings = ringSetOf(polygons, finestPerDegree, finestPerDegree);
  const index = openEdgeIndex(layOutRings(rings));
  const united = uniteRings(rings, index);
  return united === rings ? index : openEdgeIndex(layOutRings(united));
}
