import { weighSkew } from '../../domain/custody/learn-clock.ts';
import type { ClockStore } from '../storage/clock-store.ts';

/** What a signed answer teaches: the newest hub time always; the phone's clock minus the hub's when the answer is certainly fresh. */
export async function learnTime(
  clock: ClockStore,
  hubAt: number,
  heard: { sentAt: number; receivedAt: number; isFresh: boolean },
): Promise<void> {
  const { sentAt, receivedAt, isFresh } = heard;
  await clock.learn(hubAt, isFresh ? weighSkew(hubAt, sentAt, receivedAt) : null, receivedAt);
}
