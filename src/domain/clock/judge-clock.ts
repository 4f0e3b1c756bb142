import type { Now } from '../verdict/verdict.ts';

/** What a phone knows about the time, all epoch ms. */
export interface ClockReading {
  /** What the phone's clock shows. */
  readonly wallAt: number;
  /** The phone's clock minus the hub's, positive when the phone is ahead; null when never compared. */
  readonly skewMs: number | null;
  /** The newest signed hub time this phone has known; null before the first. */
  readonly seenAt: number | null;
  /** When the app now running was built. */
  readonly builtAt: number;
}

/** So much may a clock lie before a moment that is certainly past, and still be believed (answers travel, clocks drift). */
const toleratedLagMs = 2 * 60_000;
/** Farther ahead of the newest known hub time a clock is not believed. */
const believedAheadMs = 90 * 24 * 3_600_000;

/**
 * Which moment to judge by: the phone's clock corrected by its known skew, never earlier than the newest known hub time.
 *
 * | Corrected clock is …                        | Now                                   |
 * |---------------------------------------------|---------------------------------------|
 * | over 2 min before the newest known hub time | doubtful, 'before-seen', at hub time  |
 * | over 2 min before the app was built         | doubtful, 'before-build', at build    |
 * | over 90 days after the newest hub time      | doubtful, 'far-ahead', as it shows    |
 * | anything else                               | known, not before the newest hub time |
 *
 * A phone that has never known a hub time has nothing to be far ahead of: an app may be used long after it was built.
 */
export function judgeClock({ wallAt, skewMs, seenAt, builtAt }: ClockReading): Now {
  const corrected = wallAt - (skewMs ?? 0);
  const seen = seenAt ?? -Infinity;
  if (corrected < seen - toleratedLagMs) return { kind: 'doubtful', at: seen, because: 'before-seen' };
  if (corrected < builtAt - toleratedLagMs) return { kind: 'doubtful', at: builtAt, because: 'before-build' };
  if (seenAt !== null && corrected > seenAt + believedAheadMs) {
    return { kind: 'doubtful', at: corrected, because: 'far-ahead' };
  }
  return { kind: 'known', at: Math.max(corrected, seen), skewMs };
}
