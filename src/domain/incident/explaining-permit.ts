import { momentGap } from '../permit/moment-gap.ts';
import type { Permit } from '../permit/permit.ts';
import { weighPermit } from '../permit/weigh-permit.ts';
import { accuracyOfRadius } from '../zone/error-radius.ts';
import type { IncidentMember } from './incident.ts';
import { reachMeters } from './is-one-fire.ts';

const hourMs = 3_600_000;

/**
 * The permit whose burn explains every one of these signs, from when each began to when it was over, or to `now` while it lasts: the smoke of what may burn within
 * its area reaches `reachMeters` beyond. Null when no single one does. It explains; whether it is so, somebody has to find out.
 */
export function explainingPermit(
  members: readonly IncidentMember[],
  permits: readonly Permit[],
  now: number,
): string | null {
  const explaining = permits.filter((permit) => members.every((member) => explains(permit, member, now)));
  return explaining.map(({ id }) => id).sort()[0] ?? null;
}

function explains(permit: Permit, { place, kind, fromAt, toAt }: IncidentMember, now: number): boolean {
  if (!place || permit.purpose === 'entry') return false;
  const { lon, lat, radiusMeters } = place;
  // A sensor stands where the smoke came to, not where it came from; whoever saw it told where it is.
  const around = radiusMeters + (kind === 'alarm' ? reachMeters : 0);
  const fix = { lon, lat, accuracyMeters: accuracyOfRadius(around), takenAt: fromAt, source: 'gps' } as const;
  const isThere = permit.acts.some((act) => weighPermit(permit, act, fix, fromAt).kind !== 'no');
  return isThere && isAllowedThroughout(permit, fromAt, Math.max(fromAt, toAt ?? now));
}

/** Looked at every hour and at the end: a burn allowed by day explains no smoke that goes on through the night. */
function isAllowedThroughout(permit: Permit, fromAt: number, toAt: number): boolean {
  for (let at = fromAt; at < toAt; at += hourMs) if (momentGap(permit, at) !== null) return false;
  return momentGap(permit, toAt) === null;
}
