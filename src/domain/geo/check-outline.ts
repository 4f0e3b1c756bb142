import type { Polygon, Position } from 'geojson';
import { boxOf } from './box.ts';
import { localMetricAt } from './local-metric.ts';
import { ringCrossing } from './ring-crossing.ts';

/** What is wrong with a drawn area, and where; `at` is null where no one place is to blame. */
export interface OutlineFault {
  readonly kind:
    | 'not-a-polygon'
    | 'not-a-number'
    | 'swapped-axes'
    | 'outside-weihai'
    | 'too-few-points'
    | 'too-many-points'
    | 'not-closed'
    | 'too-wide'
    | 'too-small'
    | 'self-crossing'
    | 'hole-outside';
  readonly at: Position | null;
}

/** More points than this are no drawn area; the closing point of a ring counts. */
export const mostOutlinePoints = 500;
/** An area that reaches farther from west to east or from south to north is a mistake, not a permit. */
export const mostOutlineMeters = 20_000;
const leastSquareMeters = 1;
/** Weihai's districts and its inshore islands lie well within: degrees west, south, east, north. */
const weihai = [121, 36.4, 123, 37.9] as const;

/**
 * The first thing wrong with an area drawn or brought by somebody; null when it is one closed, simple polygon in Weihai, of
 * sensible size, its holes inside it and apart from each other. Degrees, WGS 84.
 */
export function checkOutline(polygon: unknown): OutlineFault | null {
  const rings = ringsOf(polygon);
  if (!rings) return { kind: 'not-a-polygon', at: null };
  return firstFaultOf(rings.flat()) ?? rings.map(ringFault).find((fault) => fault !== null) ?? shapeFault(rings);
}

function ringsOf(polygon: unknown): Position[][] | null {
  const { type, coordinates } = (polygon ?? {}) as Partial<Polygon>;
  if (type !== 'Polygon' || !Array.isArray(coordinates) || coordinates.length === 0) return null;
  const areRings = coordinates.every((ring) => Array.isArray(ring) && ring.every((at) => Array.isArray(at)));
  return areRings ? coordinates : null;
}

function firstFaultOf(points: readonly Position[]): OutlineFault | null {
  if (points.length > mostOutlinePoints) return { kind: 'too-many-points', at: null };
  const at = points.find((point) => point.length !== 2 || !point.every((degrees) => Number.isFinite(degrees)));
  if (at) return { kind: 'not-a-number', at: null };
  const outside = points.find(([lon, lat]) => !isInWeihai(lon, lat));
  if (!outside) return null;
  const isSwapped = points.every(([lon, lat]) => isInWeihai(lat, lon));
  return { kind: isSwapped ? 'swapped-axes' : 'outside-weihai', at: outside };
}

function isInWeihai(lon = Number.NaN, lat = Number.NaN): boolean {
  return lon >= weihai[0] && lat >= weihai[1] && lon <= weihai[2] && lat <= weihai[3];
}

function ringFault(ring: readonly Position[]): OutlineFault | null {
  const first = ring[0] ?? null;
  if (ring.length < 4) return { kind: 'too-few-points', at: first };
  return String(first) === String(ring.at(-1)) ? null : { kind: 'not-closed', at: first };
}

function shapeFault(rings: readonly Position[][]): OutlineFault | null {
  const [outer = [], ...holes] = rings;
  const [west, south, east, north] = boxOf(outer);
  const { kx, ky } = localMetricAt((west + east) / 2, (south + north) / 2);
  const widest = Math.max((east - west) * kx, (north - south) * ky);
  if (widest > mostOutlineMeters) return { kind: 'too-wide', at: [west, south] };
  const crossing = ringCrossing(rings);
  if (crossing) return { kind: 'self-crossing', at: crossing };
  const tiny = rings.find((ring) => squareDegrees(ring) * kx * ky < leastSquareMeters);
  if (tiny) return { kind: 'too-small', at: tiny[0] ?? null };
  const stray = holes.find(
    (hole) => !isIn(hole[0], outer) || holes.some((other) => other !== hole && isIn(hole[0], other)),
  );
  return stray ? { kind: 'hole-outside', at: stray[0] ?? null } : null;
}

/** Square metres of a sound area, good to a percent: to be told, not to be judged by. */
export function squareMetersOf({ coordinates }: Polygon): number {
  const [outer = [], ...holes] = coordinates;
  const [west, south, east, north] = boxOf(outer);
  const { kx, ky } = localMetricAt((west + east) / 2, (south + north) / 2);
  return (squareDegrees(outer) - holes.reduce((sum, hole) => sum + squareDegrees(hole), 0)) * kx * ky;
}

/** By the shoelace formula, about the ring's first point so that no digits are lost. */
function squareDegrees(ring: readonly Position[]): number {
  const [lon0 = 0, lat0 = 0] = ring[0] ?? [];
  const twice = ring.slice(1).reduce((sum, [lon = 0, lat = 0], index) => {
    const [lon1 = 0, lat1 = 0] = ring[index] ?? [];
    return sum + (lon1 - lon0) * (lat - lat0) - (lon - lon0) * (lat1 - lat0);
  }, 0);
  return Math.abs(twice) / 2;
}

/** Whether a point lies in a ring that does not touch it: an odd number of edges lies east of it. */
function isIn([lon = Number.NaN, lat = Number.NaN]: Position = [], ring: readonly Position[]): boolean {
  const crossed = ring.slice(1).filter(([lon2 = 0, lat2 = 0], index) => {
    const [lon1 = 0, lat1 = 0] = ring[index] ?? [];
    return lat1 > lat !== lat2 > lat && lon < ((lon2 - lon1) * (lat - lat1)) / (lat2 - lat1) + lon1;
  });
  return crossed.length % 2 === 1;
}
