import type { Fix } from '../domain/shared/fix.ts';
import type { FixState, Stamp } from './ports.ts';

/** A position is taken as still true for so long; phones at rest report seldom. */
const freshMs = 120_000;
/** From then on the person may have walked away at this pace. */
const walkingMetersPerSecond = 1.4;

export function stampNow(): Stamp {
  return { wall: Date.now(), monotonic: performance.now() };
}

/**
 * How long ago the phone got its position, in ms; 0 without one. By the clock that says more: the monotonic one stands still while
 * the phone sleeps, the other may be set back. A fix's own time may be off by hours.
 */
export function fixAgeMs(state: FixState, now: Stamp): number {
  if (state.kind !== 'fix') return 0;
  return Math.max(0, now.wall - state.received.wall, now.monotonic - state.received.monotonic);
}

/** The fix as it may be judged by after so long: past two minutes its circle grows at walking pace. */
export function widenByAge(fix: Fix, ageMs: number): Fix {
  if (ageMs <= freshMs || fix.accuracyMeters === null) return fix;
  const walkedMeters = ((ageMs - freshMs) / 1000) * walkingMetersPerSecond;
  return { ...fix, accuracyMeters: fix.accuracyMeters + walkedMeters };
}
