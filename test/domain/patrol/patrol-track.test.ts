import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trackPatrol } from '../../../src/domain/patrol/patrol-track.ts';
import type { TrackFix } from '../../../src/domain/patrol/smooth-fix.ts';
import { edgeAtLine, noisyWalk } from '../../support/noisy-walk.ts';

const hourSeconds = 3600;
/** Seeds that the constants were not chosen by. */
const seeds = [7001, 7002, 7003, 7004, 7005, 7006];

/** Out in the open, over the line at second 600, back at 1800. */
const inAndOut = (second: number) => {
  if (second < 600) return 100 - second / 6;
  return second < 1800 ? -Math.min(100, second - 600) : -100 + Math.min(200, second - 1800);
};

function crossings(fixes: readonly TrackFix[]) {
  return trackPatrol(fixes, edgeAtLine);
}

describe('where a patrol goes in and out', () => {
  it.each(seeds)('is found once each way, soon after it, in noise of seed %i', (seed) => {
    const walk = noisyWalk({ seed, seconds: 2600, eastAt: inAndOut });
    const found = crossings(walk);
    expect(found.began).toBe('outside');
    expect(found.crossings.map(({ kind }) => kind)).toEqual(['enter', 'leave']);
    const start = walk[0]?.takenAt ?? 0;
    const [enter = 0, leave = 0] = found.crossings.map(({ at }) => (at - start) / 1000);
    expect(enter).toBeGreaterThan(570);
    expect(enter).toBeLessThan(690);
    expect(leave).toBeGreaterThan(1870);
    expect(leave).toBeLessThan(1990);
  });

  it('is nowhere, or hardly ever, for somebody who walks along the line for ten hours', () => {
    const events = Array.from({ length: 10 }, (_, index) =>
      crossings(noisyWalk({ seed: 7100 + index, seconds: hourSeconds, eastAt: () => 0 })),
    ).flatMap((found) => found.crossings);
    expect(events.length).toBeLessThan(10);
  });

  it('is the same for any order of arrival and any repetition', () => {
    const walk = noisyWalk({ seed: 7201, seconds: 2600, eastAt: inAndOut, jumpsPerHour: 60 });
    const inOrder = crossings(walk);
    expect(inOrder.crossings.length).toBeGreaterThanOrEqual(2);
    const arrivals = fc
      .shuffledSubarray(walk, { minLength: walk.length })
      .chain((shuffled) =>
        fc.tuple(fc.constant(shuffled), fc.subarray(walk)).map(([all, again]) => [...all, ...again]),
      );
    fc.assert(
      fc.property(arrivals, (arrived) => {
        expect(crossings(arrived)).toEqual(inOrder);
      }),
      { numRuns: 40 },
    );
  });

  it('does not depend on when the answer is asked for: what has been found stays', () => {
    const walk = noisyWalk({ seed: 7301, seconds: 2600, eastAt: inAndOut });
    const whole = crossings(walk).crossings;
    for (let length = 0; length <= walk.length; length += 100) {
      const sofar = crossings(walk.slice(0, length)).crossings;
      expect(whole.slice(0, sofar.length)).toEqual(sofar);
    }
  });

  it('is not told where the edge is not known, nor by two fixes', () => {
    const walk = noisyWalk({ seed: 7401, seconds: 2600, eastAt: inAndOut });
    expect(trackPatrol(walk, () => null)).toMatchObject({ began: null, side: null, crossings: [] });
    expect(crossings(walk.slice(0, 2)).side).toBeNull();
  });

  it('takes fixes half a minute apart, as they are shared', () => {
    const walk = noisyWalk({ seed: 7501, seconds: 2600, eastAt: inAndOut }).filter((_, second) => second % 30 === 0);
    expect(crossings(walk).crossings.map(({ kind }) => kind)).toEqual(['enter', 'leave']);
  });
});
