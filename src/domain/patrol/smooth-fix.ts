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
const smoothingMs = 8_000;
/** After a longer pause nothing is smoothed with what was before it. */
const pauseMs = 120_000;

/** Whether a fix lies farther from the one before it than anybody walks in that time: a reflected signal. */
export function isJump(from: TrackFix, to: TrackFix): boolean {
  const spanMs = to.takenAt - from.takenAt;
  if (spanMs > holdMs) return false;
  const { kx, ky } = localMetricAt(from.lon, from.lat);
  const [east, north] = [kx * (to.lon - from.lon), ky * (to.lat - from.lat)];
  const most = (walkingMetersPerSecond * spanMs) / 1000 + Math.max(leastJumpMeters, to.accuracyMeters);
  return Math.sqrt(east * east + north * north) > most;
}

/** The fix drawn towards the smoothed one before it, over some eight seconds. Plain fractions: every engine reckons the same last bit. */
export function smoothOver(
  last: { readonly raw: TrackFix; readonly smooth: TrackFix } | null,
  fix: TrackFix,
): TrackFix {
  if (last === null || fix.takenAt - last.raw.takenAt > pauseMs) return fix;
  const spanMs = fix.takenAt - last.raw.takenAt;
  const weight = spanMs / (spanMs + smoothingMs);
  const between = (one: number, other: number) => one + weight * (other - one);
  return { ...fix, lon: between(last.smooth.lon, fix.lon), lat: between(last.smooth.lat, fix.lat) };
}
