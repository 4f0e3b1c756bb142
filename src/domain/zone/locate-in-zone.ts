import { isInBox } from '../geo/box.ts';
import { indexOnce } from '../geo/index-once.ts';
import { signedDistance } from '../geo/signed-distance.ts';
import type { RuleArea, RuleZone } from '../rulebook/rulebook.ts';
import type { Fix } from '../shared/fix.ts';
import type { Distances, UnsureVerdict } from '../verdict/verdict.ts';
import { errorRadiusMeters } from './error-radius.ts';
import { measureLayers } from './measure-layers.ts';
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
 * Where a fix stands towards one zone of a rulebook: (base layers ∪ belt) − exclusions, inside the rulebook's area, r being
 * the radius of its error circle.
 *
 * | Fix usable? | Packages reach here? | Circle within them? | Edge, lacking layers thought none … everywhere | Relation |
 * |-------------|----------------------|---------------------|-------------|------------------------------|
 * | no          | –                    | –                   | –           | unsure, 'no-fix'             |
 * | yes         | –                    | –                   | area > r    | outside                      |
 * | yes         | no                   | –                   | –           | unsure, 'outside-package'    |
 * | yes         | yes                  | no                  | –           | unsure, 'outside-package', or 'poor-fix' when r > 50 |
 * | yes         | yes                  | yes                 | both ≤ −r   | inside                       |
 * | yes         | yes                  | yes                 | both > r    | outside                      |
 * | yes         | yes                  | yes                 | apart       | unsure, 'missing-layer'      |
 * | yes         | yes                  | yes                 | otherwise   | unsure, 'near-boundary', or 'poor-fix' when r > 50 |
 *
 * With f, g and a the signed metres to base, exclusions and area (negative inside) and B the belt,
 * **edge = max(f − B, −g, a)**: negative inside the ban area, positive outside. Its amount never exceeds the true distance
 * to the ban area's edge, and equals it except where two borders meet in a corner, or where the forest's own shape leaves
 * the belt's nearest edge to another stretch of forest.
 */
export function locateInZone(
  fix: Fix | null,
  zone: RuleZone,
  area: RuleArea,
  packages: readonly ZoneSet[],
): ZoneRelation {
  if (fix === null || !Number.isFinite(fix.lon) || !Number.isFinite(fix.lat)) {
    return { ...unknownDistances, kind: 'unsure', reason: 'no-fix', settleMeters: null };
  }
  const radius = errorRadiusMeters(fix);
  const toArea = area.outline === null ? -Infinity : signedDistance(indexOnce(area.outline), fix.lon, fix.lat);
  if (toArea > radius) return { ...unknownDistances, edgeMeters: toArea, kind: 'outside' };
  if (zone.base.length === 0 && zone.exclusions.length === 0) {
    return weighCircle({ base: toArea, exclusion: Infinity, least: toArea, most: toArea, reach: Infinity }, radius);
  }
  if (!packages.some(({ bounds }) => isInBox(bounds, fix.lon, fix.lat))) {
    return { ...unknownDistances, kind: 'unsure', reason: 'outside-package', settleMeters: null };
  }
  return weighCircle(measureZone(fix, zone, toArea, packages), radius);
}

interface Measured {
  readonly base: number;
  readonly exclusion: number;
  /** The edge if every lacking base layer lay here and no lacking exclusion; and the other way round. Equal when nothing lacks. */
  readonly least: number;
  readonly most: number;
  /** How far around the fix the packages answer. */
  readonly reach: number;
}

function measureZone(fix: Fix, zone: RuleZone, toArea: number, packages: readonly ZoneSet[]): Measured {
  const base = measureLayers(zone.base, 'any', fix, packages);
  const exclusion = measureLayers(zone.exclusions, 'every', fix, packages);
  const [all, none] = [-Infinity, Infinity];
  const inBase = zone.base.length === 0 ? all : base.meters - zone.beltMeters;
  return {
    base: base.meters,
    exclusion: exclusion.meters,
    least: Math.max(base.isWhole ? inBase : all, -exclusion.meters, toArea),
    most: Math.max(inBase, exclusion.isWhole ? -exclusion.meters : none, toArea),
    reach: Math.min(base.reach, exclusion.reach),
  };
}

function weighCircle(measured: Measured, radius: number): ZoneRelation {
  const { least, most, reach } = measured;
  const distances = distancesOf(measured);
  const isPoor = radius > poorFixMeters;
  if (radius > reach) {
    return { ...distances, kind: 'unsure', reason: isPoor ? 'poor-fix' : 'outside-package', settleMeters: null };
  }
  if (most <= -radius) return { ...distances, kind: 'inside' };
  if (least > radius) return { ...distances, kind: 'outside' };
  if (least !== most) return { ...distances, kind: 'unsure', reason: 'missing-layer', settleMeters: null };
  const settleMeters = known(radius - Math.abs(least));
  return { ...distances, kind: 'unsure', reason: isPoor ? 'poor-fix' : 'near-boundary', settleMeters };
}

function distancesOf({ base, exclusion, least, most }: Measured): Distances {
  const edgeMeters = least === most ? known(least) : null;
  return { forestMeters: known(base), residentialMeters: known(exclusion), edgeMeters };
}

/** An empty layer is infinitely far: not a distance to show or store. */
function known(meters: number): number | null {
  return Number.isFinite(meters) ? meters : null;
}
