import { localMetricAt, metersToEdge } from '../geo/local-metric.ts';
import type { IncidentMember, MemberPlace } from './incident.ts';

/** Smoke is seen and smelt this far from its fire. */
export const reachMeters = 1_500;
/** Signs no further apart in time than this may be of one fire. */
export const gapMs = 3_600_000;

const leastMetersPerDegree = 110_000;

/**
 * Whether two signs may be of one fire, by their places' circles and their times. What is watched and lasts reaches to whatever comes later.
 *
 * | Both places known? | Circles within 1,500 m?     | Within an hour? | One fire? |
 * |--------------------|-----------------------------|-----------------|-----------|
 * | yes                | yes                         | yes             | yes       |
 * | no                 | (the same station, or none) | yes             | only at the same station |
 * | otherwise          |                             |                 | no        |
 */
export function isOneFire(one: IncidentMember, other: IncidentMember): boolean {
  if (!isOneTime(one, other)) return false;
  if (one.station !== null && one.station === other.station) return true;
  return metersBetween(one.place, other.place) <= reachMeters;
}

/** Metres between the edges of two circles, 0 when they touch; Infinity when either is not known. */
export function metersBetween(one: MemberPlace | null, other: MemberPlace | null): number {
  if (!one || !other) return Number.POSITIVE_INFINITY;
  const radii = one.radiusMeters + other.radiusMeters;
  // Most pairs of a county are far apart: they are told by latitude alone.
  if (Math.abs(one.lat - other.lat) * leastMetersPerDegree - radii > reachMeters) return Number.POSITIVE_INFINITY;
  const [near, far] =
    one.lat < other.lat || (one.lat === other.lat && one.lon <= other.lon) ? [one, other] : [other, one];
  const apart = metersToEdge(localMetricAt(near.lon, near.lat), far.lon, far.lat, far.lon, far.lat);
  return Math.max(0, apart - radii);
}

/** Milliseconds between two spans, 0 when they overlap. */
export function msBetween(one: IncidentMember, other: IncidentMember): number {
  return Math.max(0, one.fromAt - reachOf(other), other.fromAt - reachOf(one));
}

function isOneTime(one: IncidentMember, other: IncidentMember): boolean {
  return msBetween(one, other) <= gapMs;
}

/** Up to when a sign reaches: one whose sensor burnt with the wood does not last for ever. */
export function reachOf({ fromAt, reachAt }: IncidentMember): number {
  return reachAt === null ? Number.POSITIVE_INFINITY : Math.max(fromAt, reachAt);
}

/** When a sign was over at the earliest. A clock that was set back may end something before it began. */
export function endOf({ fromAt, toAt }: IncidentMember): number {
  return toAt === null ? Number.POSITIVE_INFINITY : Math.max(fromAt, toAt);
}
