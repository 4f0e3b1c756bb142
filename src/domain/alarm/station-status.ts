import type { StationStatus } from '../shared/codes.ts';

/** A station is silent when nothing was heard for longer than this many heartbeats. */
export const silentAfterHeartbeats = 2;

export function isSilent(heardAt: number | null, heartbeatMs: number, now: number): boolean {
  return heardAt === null || now - heardAt > silentAfterHeartbeats * heartbeatMs;
}

/**
 * What a station's state is at `now`, by when it was last heard live (epoch ms, null: never).
 *
 * | Heard within 2 heartbeats? | Alarm raised? | Status  |
 * |----------------------------|---------------|---------|
 * | no                         | –             | unknown |
 * | yes                        | yes           | alarm   |
 * | yes                        | no            | fine    |
 */
export function stationStatus(
  heardAt: number | null,
  heartbeatMs: number,
  alarmRaised: boolean,
  now: number,
): StationStatus {
  if (isSilent(heardAt, heartbeatMs, now)) return 'unknown';
  return alarmRaised ? 'alarm' : 'fine';
}
