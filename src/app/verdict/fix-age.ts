import type { Fix } from '../../domain/shared/fix.ts';

/** A position is taken as still true for so long; phones at rest report seldom. */
const freshMs = 120_000;
/** From then on the person may have walked away at this pace. */
const walkingMetersPerSecond = 1.4;

/** When this page first had a fix, by a clock that no setting can move: a fix's own time may be off by hours. */
const firstHadAt = new WeakMap<Fix, number>();

/** How long this page has had a fix, in ms of monotonic time. */
export function fixAgeMs(fix: Fix, monotonicMs: number): number {
  const hadAt = firstHadAt.get(fix) ?? monotonicMs;
  firstHadAt.set(fix, hadAt);
  return Math.max(0, monotonicMs - hadAt);
}

/** The fix as it may be judged by after so long: past two minutes its circle grows at walking pace. */
export function widenByAge(fix: Fix, ageMs: number): Fix {
  if (ageMs <= freshMs || fix.accuracyMeters === null) return fix;
  const walkedMeters = ((ageMs - freshMs) / 1000) * walkingMetersPerSecond;
  return { ...fix, accuracyMeters: fix.accuracyMeters + walkedMeters };
}
