import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseSteps } from '../../../src/domain/telemetry/choose-resolution.ts';

const dayMs = 86_400_000;
const from = Date.UTC(2026, 2, 1, 0, 30, 30);

describe('the steps of a history', () => {
  it.each([
    ['ten minutes as asked', 600_000, 1000, 'reading', from, 1000],
    ['a day by the minute', dayMs, 60_000, 'minute', from - 30_000, 60_000],
    ['a day by ten minutes', dayMs, 600_000, 'minute', from - 30_000, 600_000],
    ['a month by eleven minutes', 30 * dayMs, 660_000, 'hour', from - 1_830_000, 3_600_000],
    ['a month by the second', 30 * dayMs, 1000, 'hour', from - 1_830_000, 3_600_000],
    ['a week by the second', 7 * dayMs, 1000, 'minute', from - 30_000, 360_000],
  ] as const)('%s', (_name, lengthMs, wantedMs, resolution, begins, stepMs) => {
    expect(chooseSteps(from, from + lengthMs, wantedMs, 2000)).toEqual({ resolution, from: begins, stepMs });
  });

  it('are never more than may be, never finer than asked, and hold what was asked', () => {
    const times = fc.integer({ min: 0, max: 2 ** 41 });
    fc.assert(
      fc.property(
        times,
        fc.integer({ min: 1, max: 2 ** 38 }),
        fc.integer({ min: 1, max: 1e8 }),
        (at, length, seconds) => {
          const steps = chooseSteps(at, at + length, seconds * 1000, 2000);
          expect(Math.ceil((at + length - steps.from) / steps.stepMs)).toBeLessThanOrEqual(2000);
          expect(steps.stepMs).toBeGreaterThanOrEqual(seconds * 1000);
          expect(steps.from).toBeLessThanOrEqual(at);
          expect(at - steps.from).toBeLessThan(steps.stepMs);
        },
      ),
    );
  });
});
