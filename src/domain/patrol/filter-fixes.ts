import { localMetricAt } from '../geo/local-metric.ts';

/** One position of a patrol, WGS 84, with the radius the device gave and when it was taken (epoch ms). */
export interface TrackFix {
  readonly takenAt: number;
  readonly lon: number;
  readonly lat: number;
  readonly accuracyMeters: number;
}

/** Nobody on foot is faster for long; in a vehicle fixes are rejected for `holdMs` and then believed. */
const walkingMetersPerSecond = 3;
const leastJumpMeters = 6;
const holdMs = 25_000;
/** Time constant of the smoothing. */
const smoothingMs = 8_000;
/** After a longer pause nothing is smoothed with what was before it. */
const pauseMs = 120_000;

/**
 * A patrol's fixes in the order they were taken, those that jump taken out, positions smoothed over some eight seconds. The same
 * fixes give the same track, in whatever order they arrived and however often; of two of one moment the more exact counts.
 */
export function filterFixes(fixes: readonly TrackFix[]): TrackFix[] {
  const kept: TrackFix[] = [];
  let accepted: TrackFix | null = null;
  for (const fix of inOrder(fixes)) {
    if (accepted && isJump(accepted, fix)) continue;
    const before = kept.at(-1);
    const isAfterPause = !before || !accepted || fix.takenAt - accepted.takenAt > pauseMs;
    kept.push(isAfterPause ? fix : smooth(before, fix));
    accepted = fix;
  }
  return kept;
}

function inOrder(fixes: readonly TrackFix[]): TrackFix[] {
  const sorted = fixes
    .filter(({ lon, lat, accuracyMeters }) => [lon, lat].every(Number.isFinite) && accuracyMeters >= 0)
    .toSorted((a, b) => a.takenAt - b.takenAt || a.accuracyMeters - b.accuracyMeters || a.lon - b.lon || a.lat - b.lat);
  return sorted.filter(({ takenAt }, index) => takenAt !== sorted[index - 1]?.takenAt);
}

function isJump(from: TrackFix, to: TrackFix): boolean {
  const spanMs = to.takenAt - from.takenAt;
  if (spanMs > holdMs) return false;
  const { kx, ky } = localMetricAt(from.lon, from.lat);
  const [east, north] = [kx * (to.lon - from.lon), ky * (to.lat - from.lat)];
  const most = (walkingMetersPerSecond * spanMs) / 1000 + Math.max(leastJumpMeters, to.accuracyMeters);
  return Math.sqrt(east * east + north * north) > most;
}

/** Plain fractions, no powers: every engine reckons them to the same last bit. */
function smooth(before: TrackFix, fix: TrackFix): TrackFix {
  const spanMs = fix.takenAt - before.takenAt;
  const weight = spanMs / (spanMs + smoothingMs);
  const between = (one: number, other: number) => one + weight * (other - one);
  return { ...fix, lon: between(before.lon, fix.lon), lat: between(before.lat, fix.lat) };
}
