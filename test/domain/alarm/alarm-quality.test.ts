import { describe, expect, it } from 'vitest';
import { measureAlarms } from '../../support/alarm-quality.ts';

/** Seeds that nobody has looked at while the rules were written; the benchmark takes many more. */
const seeds = [90_001, 90_002, 90_003, 90_004];

describe('the alarm rules', () => {
  it('miss no fire through drift, fog, dust and exhaust, and hardly cry wolf', () => {
    const quality = measureAlarms(seeds, { days: 8 });
    expect(quality.fires).toBe(12);
    expect(quality.missed).toEqual([]);
    expect(quality.falsePerSensorMonth).toBeLessThanOrEqual(1);
  }, 120_000);

  it('miss none at a battery sensor that measures every ten minutes either', () => {
    const rarely = Array.from({ length: 20 }, (_, index) => 70_001 + index);
    const quality = measureAlarms(rarely, { stepMs: 600_000 });
    expect(quality.fires).toBe(60);
    expect(quality.missed).toEqual([]);
    expect(quality.falsePerSensorMonth).toBeLessThanOrEqual(0.5);
  }, 120_000);
});
