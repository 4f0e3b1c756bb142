import { describe, expect, it } from 'vitest';
import { backoffMs } from '../../../src/app/sync/backoff.ts';

describe('the wait between tries', () => {
  it.each([
    [1, 1_000],
    [2, 2_000],
    [5, 16_000],
    [9, 256_000],
    [10, 300_000],
    [1_000, 300_000],
  ])('after %i failures is spread over up to %i ms', (failures, most) => {
    expect(backoffMs(failures, 0)).toBe(0);
    expect(backoffMs(failures, 0.5)).toBe(most / 2);
    expect(backoffMs(failures, 0.999999)).toBeLessThanOrEqual(most);
  });
});
