/** The newest signed hub time, and the phone's clock minus the hub's (positive: phone ahead), learned at `skewAt` by the phone. */
export interface LearnedClock {
  readonly seen: number;
  readonly skewMs: number | null;
  readonly skewAt: number | null;
}

/** Slower round trips than this tell nothing about the skew. */
const quickMs = 10_000;

/** The phone's clock minus the hub's, by an answer to a request that was fresh; null when it cannot tell. Times by the phone. */
export function weighSkew(hubAt: number, sentAt: number, receivedAt: number): number | null {
  const tookMs = receivedAt - sentAt;
  return tookMs >= 0 && tookMs <= quickMs ? Math.round((sentAt + receivedAt) / 2 - hubAt) : null;
}

/** Keeps the newest hub time; the skew only when this answer could tell it (`skewMs` not null). */
export function learnClock(
  standing: LearnedClock | null,
  hubAt: number,
  skewMs: number | null,
  wallAt: number,
): LearnedClock {
  const skew = skewMs === null ? { skewMs: standing?.skewMs ?? null, skewAt: standing?.skewAt ?? null } : null;
  return { seen: Math.max(standing?.seen ?? hubAt, hubAt), ...(skew ?? { skewMs, skewAt: wallAt }) };
}
