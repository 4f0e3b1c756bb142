import type { EdgeIndex } from './edge-index.ts';
import { isInside } from './is-inside.ts';
import { metersToNearestEdge } from './nearest-edge.ts';

/**
 * Metres from a point to the nearest edge of the area, negative inside; Infinity when the area is empty. Edges are straight in
 * lon/lat (RFC 7946), on the WGS 84 ellipsoid: within 1 km of an edge good to 5 mm. With a reach, ±Infinity beyond it.
 */
export function signedDistance(index: EdgeIndex, lon: number, lat: number, reachMeters = Infinity): number {
  const meters = metersToNearestEdge(index, lon, lat, reachMeters);
  return isInside(index, lon, lat) ? -meters : meters;
}
