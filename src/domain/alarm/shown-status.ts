import type { StationStatus } from '../shared/codes.ts';
import { isSilent } from './station-status.ts';

/**
 * What a desk may show of a station: the hub's word while the desk itself was in contact with the hub within
 * 1.8 heartbeats (`confirmedAt`, epoch ms, null: never), else unknown. Never fine on old news.
 */
export function shownStatus(
  status: StationStatus,
  heartbeatMs: number,
  confirmedAt: number | null,
  now: number,
): StationStatus {
  return isSilent(confirmedAt, heartbeatMs, now) ? 'unknown' : status;
}
