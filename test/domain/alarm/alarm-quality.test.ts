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
});
