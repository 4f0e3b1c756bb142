import type { ClockStore } from '../storage/clock-store.ts';

/** Slower round trips than this tell nothing about the skew. */
const quickMs = 10_000;

/** What a signed answer teaches: the newest hub time always; the phone's clock minus the hub's when the answer is certainly fresh. */
export async function learnTime(
  clock: ClockStore,
  hubAt: number,
  heard: { sentAt: number; receivedAt: number; isFresh: boolean },
): Promise<void> {
  const { sentAt, receivedAt, isFresh } = heard;
  const tookMs = receivedAt - sentAt;
  const tells = isFresh && tookMs >= 0 && tookMs <= quickMs;
  await clock.learn(hubAt, tells ? Math.round((sentAt + receivedAt) / 2 - hubAt) : null, receivedAt);
}
