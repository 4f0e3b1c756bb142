import type { Box } from '../../../domain/geo/box.ts';

/** How a file's coordinates are to be read. */
export interface Crs {
  /** As declared: `EPSG:4550`, `GCJ-02`, the name in a .prj … */
  readonly name: string;
  /** The same for two that put the same numbers at the same place. */
  readonly key: string;
  /** Where such coordinates can lie at all, degrees: beyond it something is wrong. */
  readonly area: Box;
  /** Longitude and latitude themselves on WGS 84 or what is within decimetres of it: an edge straight there is straight in lon/lat. */
  readonly isGeographic: boolean;
  /** Moved on purpose (GCJ-02, BD-09): no file ever declares it. */
  readonly isObfuscated: boolean;
  toWgs84(x: number, y: number): readonly [lon: number, lat: number];
}

/** China with its seas. */
export const chinaBox: Box = [72, 3, 137, 55];
/** WGS 84 and what lies within decimetres of it. */
export const wgs84Key = 'EPSG:4326';
