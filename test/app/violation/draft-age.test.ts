import { describe, expect, it } from 'vitest';
import { DraftAges, openedAtOf } from '../../../src/app/violation/draft-age.ts';

/** The example of RFC 9562, appendix A.6. */
const id = '017F22E2-79B0-7CC3-98C4-DC0C0C07398F';
const openedAt = Date.parse('2022-02-22T14:22:22-05:00');
const [second, minute, hour] = [1_000, 60_000, 3_600_000];

/** After so long by each clock since it was opened, looked at so often. */
const aged = (...looks: readonly (readonly [wall: number, monotonic: number])[]) => {
  const ages = new DraftAges();
  return looks.map(([wall, monotonic]) => ages.openForMs(id, { wall: openedAt + wall, monotonic })).at(-1);
};

describe('how long ago a draft was opened', () => {
  it('is what its id says', () => {
    expect(openedAtOf(id)).toBe(openedAt);
    expect(aged([40 * second, 5_000])).toBe(40 * second);
  });

  it('is what the monotonic clock says once the other was set back', () => {
    expect(aged([second, 5_000], [-8 * hour, 5_000 + 11 * minute])).toBe(second + 11 * minute);
  });

  it('is what the wall clock says after a sleep in which the other stood still', () => {
    expect(aged([second, 5_000], [9 * hour, 6_000])).toBe(9 * hour);
  });

  it('is what both say when the app was started anew meanwhile', () => {
    expect(aged([20 * minute, 300], [20 * minute + second, 1_300])).toBe(20 * minute + second);
  });

  it('is endless when the clock was set back before the app was started anew', () => {
    expect(aged([-hour, 300])).toBe(Number.POSITIVE_INFINITY);
    expect(aged([-hour, 300], [minute, 400])).toBe(Number.POSITIVE_INFINITY);
  });

  it('is nothing when its id is a moment ahead', () => {
    expect(aged([-2 * second, 300])).toBe(0);
  });
});
