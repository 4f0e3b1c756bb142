import { areaOf } from '../geo/area.ts';
import { type Box, isInBox } from '../geo/box.ts';
import { localMetricAt } from '../geo/local-metric.ts';
import { signedDistance } from '../geo/signed-distance.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { Fix } from '../shared/fix.ts';
import type { Distances, UnsureVerdict } from '../verdict/verdict.ts';
import { errorRadiusMeters } from './error-radius.ts';
import type { ZoneSet } from './zone-set.ts';

/** Where a fix stands towards the ban area, as far as its error circle allows. */
export type ZoneRelation = Distances &
  (
    | { readonly kind: 'inside' }
    | { readonly kind: 'outside' }
    | {
        readonly kind: 'unsure';
        readonly reason: Exclude<UnsureVerdict['reason'], 'clock'>;
        readonly settleMeters: number | null;
      }
  );

/** An error circle wider than this is a poor fix: waiting for a better one is worth more than walking. */
const poorFixMeters = 50;

const unknownDistances: Distances = { forestMeters: null, residentialMeters: null, edgeMeters: null };

/**
 * Where a fix stands towards the ban area (forest ∪ belt − residential), r being the radius of its error circle.
 *
 * | Fix usable? | Inside bounds? | Circle inside bounds? | Edge               | Relation                     |
 * |-------------|----------------|-----------------------|--------------------|------------------------------|
 * | no          | –              | –                     | –                  | unsure, 'no-fix'             |
 * | yes         | no             | –                     | –                  | unsure, 'outside-package'    |
 * | yes         | yes            | no                    | –                  | unsure, 'outside-package', or 'poor-fix' when r > 50 |
 * | yes         | yes            | yes                   | edge ≤ −r          | inside                       |
 * | yes         | yes            | yes                   | edge > r           | outside                      |
 * | yes         | yes            | yes                   | otherwise          | unsure, 'near-boundary', or 'poor-fix' when r > 50 |
 *
 * With f and g the signed metres to forest and to residential areas (negative inside) and B the belt,
 * **edge = max(f − B, −g)**: negative inside the ban area, positive outside. Its amount never exceeds the true distance to
 * the ban area's edge, and equals it except where two borders meet in a corner, or where the forest's own shape leaves
 * the belt's nearest edge to another stretch of forest. So edge ≤ −r is "f + r ≤ B and g ≥ r",
 * and edge > r is "f − r > B or g < −r".
 */
export function locateInZone(fix: Fix | null, rulebook: Rulebook, zones: ZoneSet): ZoneRelation {
  if (fix === null || !Number.isFinite(fix.lon) || !Number.isFinite(fix.lat)) {
    return { ...unknownDistances, kind: 'unsure', reason: 'no-fix', settleMeters: null };
  }
  if (!isInBox(zones.bounds, fix.lon, fix.lat)) {
    return { ...unknownDistances, kind: 'unsure', reason: 'outside-package', settleMeters: null };
  }
  return weighCircle(measure(fix, rulebook, zones), errorRadiusMeters(fix), metersToBounds(zones.bounds, fix));
}

interface Measured {
  readonly forest: number;
  readonly residential: number;
  readonly edge: number;
}

function measure({ lon, lat }: Fix, { zone }: Rulebook, zones: ZoneSet): Measured {
  const forest = signedDistance(areaOf(zones.forest), lon, lat);
  const residential = signedDistance(areaOf(zones.residential), lon, lat);
  const exception = zone.exclusions.includes('residential') ? residential : Infinity;
  return { forest, residential, edge: Math.max(forest - zone.beltMeters, -exception) };
}

function weighCircle(measured: Measured, radius: number, boundsMeters: number): ZoneRelation {
  const { edge } = measured;
  const distances = distancesOf(measured);
  const isPoor = radius > poorFixMeters;
  if (radius > boundsMeters) {
    return { ...distances, kind: 'unsure', reason: isPoor ? 'poor-fix' : 'outside-package', settleMeters: null };
  }
  if (edge <= -radius) return { ...distances, kind: 'inside' };
  if (edge > radius) return { ...distances, kind: 'outside' };
  const settleMeters = radius - Math.abs(edge);
  return { ...distances, kind: 'unsure', reason: isPoor ? 'poor-fix' : 'near-boundary', settleMeters };
}

function distancesOf({ forest, residential, edge }: Measured): Distances {
  return { forestMeters: known(forest), residentialMeters: known(residential), edgeMeters: known(edge) };
}

/** An empty layer is infinitely far: not a distance to show or store. */
function known(meters: number): number | null {
  return Number.isFinite(meters) ? meters : null;
}

function metersToBounds([west, south, east, north]: Box, { lon, lat }: Fix): number {
  const { kx, ky } = localMetricAt(lon, lat);
  return Math.min(kx * Math.min(lon - west, east - lon), ky * Math.min(lat - south, north - lat));
}
