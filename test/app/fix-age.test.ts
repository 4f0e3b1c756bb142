import { expect, it } from 'vitest';
import { fixAgeMs, widenByAge } from '../../src/app/fix-age.ts';
import { aFix } from '../support/builders.ts';

it.each([
  ['awake', 60_000, 60_000, 60_000],
  ['asleep for an hour, which the monotonic clock does not count', 3_600_000, 20_000, 3_600_000],
  ['with a clock that was set back', -86_400_000, 60_000, 60_000],
  ['with both going back', -5, -5, 0],
])('counts a fix as old as the phone has had it: %s', (_, wallMs, monotonicMs, ageMs) => {
  const received = { wall: 1_000_000, monotonic: 5_000 };
  const now = { wall: received.wall + wallMs, monotonic: received.monotonic + monotonicMs };
  expect(fixAgeMs({ kind: 'fix', fix: aFix({ takenAt: 0 }), received }, now)).toBe(ageMs);
  expect(fixAgeMs({ kind: 'waiting' }, now)).toBe(0);
});

it('lets a fix grow at walking pace once it is two minutes old', () => {
  const fix = aFix({ accuracyMeters: 10 });
  expect(widenByAge(fix, 120_000)).toBe(fix);
  expect(widenByAge(fix, 220_000).accuracyMeters).toBeCloseTo(150);
  const placed = aFix({ accuracyMeters: null, source: 'hand' });
  expect(widenByAge(placed, 9e9)).toBe(placed);
});
