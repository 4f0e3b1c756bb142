import type { StationStatus } from '../shared/codes.ts';

/**
 * A station is silent when nothing was heard for longer than this many heartbeats: a little less than two, so that whoever looks has
 * time to see it and say so before twice the heartbeat is over.
 */
export const silentAfterHeartbeats = 1.8;

export function isSilent(heardAt: number | null, heartbeatMs: number, now: number): boolean {
  return heardAt === null || now - heardAt > silentAfterHeartbeats * heartbeatMs;
}

/**
 * What a station's state is at `now`, by when it was last heard live (epoch ms, null: never).
 *
 * | Heard within 1.8 heartbeats? | Alarm raised? | Status  |
 * |------------------------------|---------------|---------|
 * | no                           | –             | unknown |
 * | yes                          | yes           | alarm   |
 * | yes                          | no            | fine    |
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
