import { weighSkew } from '../../domain/custody/learn-clock.ts';
import type { ClockStore } from '../storage/clock-store.ts';

/** What a signed answer teaches: the newest hub time, or that the hub was set right; the phone's clock minus the hub's when the answer is certainly fresh. */
export async function learnTime(
  clock: ClockStore,
  hubAt: number,
  heard: { sentAt: number; receivedAt: number; isFresh: boolean },
): Promise<void> {
  const { sentAt, receivedAt, isFresh } = heard;
  const skewMs = isFresh ? weighSkew(hubAt, sentAt, receivedAt) : null;
  await clock.learn({ hubAt, skewMs, wallAt: receivedAt, isFresh });
}
