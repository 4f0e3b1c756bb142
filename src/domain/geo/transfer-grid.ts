import type { Polygon, Position } from 'geojson';

/** Units per degree: powers of ten tried first, and what is taken for coordinates that lie on none of them. */
const decimalsPerDegree = [1e5, 1e6, 1e7];
const finePerDegree = 25_000_000;
/** How near to a whole unit a coordinate must be to count as lying on it: far more than a double's error at 180°. */
const slack = 1e-4;

/**
 * The grid polygons travel on. Coordinates given with up to 7 decimals keep them all, without loss. Others are rounded to 4.5 mm each
 * way: off by 2.2 mm at most in each, 3.1 mm in all.
 */
export function transferGrid(polygons: readonly Polygon[]): { xPerDegree: number; yPerDegree: number } {
  const decimal = decimalsPerDegree.find((perDegree) => everyPosition(polygons, (at) => isOnGrid(at, perDegree)));
  if (decimal) return { xPerDegree: decimal, yPerDegree: decimal };
  let least = 90;
  everyPosition(polygons, ([, lat = 0]) => {
    least = Math.min(least, Math.abs(lat));
    return true;
  });
  const cosine = Math.max(0.05, Math.cos((least * Math.PI) / 180));
  return { xPerDegree: Math.ceil((finePerDegree * cosine) / 1e5) * 1e5, yPerDegree: finePerDegree };
}

function everyPosition(polygons: readonly Polygon[], test: (at: Position) => boolean): boolean {
  return polygons.every(({ coordinates }) => coordinates.every((ring) => ring.every(test)));
}

function isOnGrid([lon = Number.NaN, lat = Number.NaN]: Position, perDegree: number): boolean {
  return isWhole(lon * perDegree) && isWhole(lat * perDegree);
}

function isWhole(units: number): boolean {
  return Math.abs(units - Math.round(units)) < slack;
}
