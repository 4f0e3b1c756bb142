import type { SyncState } from '../ports.ts';

/** Unsent longer than this is worth a banner. */
const overdueMs = 24 * 3_600_000;

/** Whether something has waited for more than a day. */
export function isOverdue({ waiting }: SyncState, nowAt: number): boolean {
  return waiting.oldestAt !== null && nowAt - waiting.oldestAt > overdueMs;
}
