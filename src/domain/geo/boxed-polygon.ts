import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon';
import type { Polygon } from 'geojson';
import { type Box, boxOf, isInBox } from './box.ts';

/** A polygon with its bounding box beside it. */
export interface BoxedPolygon {
  readonly polygon: Polygon;
  readonly box: Box;
}

/** Puts the box of its outer ring beside a polygon. */
export function boxPolygon(polygon: Polygon): BoxedPolygon {
  return { polygon, box: boxOf(polygon.coordinates[0] ?? []) };
}

/** Whether a point lies in at least one of the polygons, exact in lon/lat, borders included, holes left out. */
export function isInsideAny(polygons: readonly BoxedPolygon[], lon: number, lat: number): boolean {
  return polygons.some(({ polygon, box }) => isInBox(box, lon, lat) && booleanPointInPolygon([lon, lat], polygon));
}
