import { expect, it } from 'vitest';
import { fixAgeMs, widenByAge } from '../../../src/app/verdict/fix-age.ts';
import { aFix } from '../../support/builders.ts';

it('counts a fix as old as this page has had it, whatever the phone says of its time', () => {
  const fix = aFix({ takenAt: 0 });
  expect(fixAgeMs(fix, 5_000)).toBe(0);
  expect(fixAgeMs(fix, 65_000)).toBe(60_000);
  expect(fixAgeMs(aFix(), 65_000)).toBe(0);
});

it('lets a fix grow at walking pace once it is two minutes old', () => {
  const fix = aFix({ accuracyMeters: 10 });
  expect(widenByAge(fix, 120_000)).toBe(fix);
  expect(widenByAge(fix, 220_000).accuracyMeters).toBeCloseTo(150);
  const placed = aFix({ accuracyMeters: null, source: 'hand' });
  expect(widenByAge(placed, 9e9)).toBe(placed);
});
