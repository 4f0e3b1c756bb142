import type { Polygon } from 'geojson';

/** The polygons of one zone package, WGS 84, edges straight in lon/lat (RFC 7946). Outside `bounds` it says nothing. */
export interface ZoneSet {
  readonly bounds: readonly [west: number, south: number, east: number, north: number];
  readonly forest: readonly Polygon[];
  readonly residential: readonly Polygon[];
}
