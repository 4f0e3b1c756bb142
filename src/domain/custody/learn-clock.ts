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

/** What a signed answer says about the time. */
export interface HeardTime {
  readonly hubAt: number;
  /** By `weighSkew`; null when this answer cannot tell it. */
  readonly skewMs: number | null;
  readonly wallAt: number;
  /** Whether the hub said it after it was asked just now: not a stored answer, nor one that somebody brought. */
  readonly isFresh: boolean;
}

/** Clocks of hubs that share a database may differ by so much, and an answer may be so long on its way. */
const toleratedMs = 120_000;

/**
 * Keeps the newest hub time; the skew only when this answer could tell it. A fresh answer that is earlier by more than hubs may differ
 * comes from a hub whose clock was wrong and has been set right: its time counts from then on.
 */
export function learnClock(standing: LearnedClock | null, { hubAt, skewMs, wallAt, isFresh }: HeardTime): LearnedClock {
  const skew = skewMs === null ? { skewMs: standing?.skewMs ?? null, skewAt: standing?.skewAt ?? null } : null;
  const isSetBack = isFresh && standing !== null && hubAt < standing.seen - toleratedMs;
  const seen = isSetBack ? hubAt : Math.max(standing?.seen ?? hubAt, hubAt);
  return { seen, ...(skew ?? { skewMs, skewAt: wallAt }) };
}
