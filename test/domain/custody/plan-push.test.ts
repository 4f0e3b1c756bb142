import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countForPush, halveLimits, type PushOutcomes, stepAfterPush } from '../../../src/domain/custody/plan-push.ts';

const limits = { events: 200, bytes: 512_000 };
const pendingOf = (sizes: readonly number[]) => sizes.map((bytes, index) => ({ seq: index + 1, bytes }));

describe('planning a push', () => {
  it.each([
    ['nothing of nothing', [], 0],
    ['all that fit', [1_000, 1_000], 2],
    ['no more than 200', Array<number>(300).fill(10), 200],
    ['no more than the bytes', [300_000, 200_000, 100_000], 2],
    ['one alone, however large', [900_000, 1], 1],
  ])('takes %s', (_what, sizes, count) => {
    expect(countForPush(pendingOf(sizes), limits)).toBe(count);
  });

  it('stays within both limits and never stands still', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1 }),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 5000 }),
        (sizes, events, bytes) => {
          const count = countForPush(pendingOf(sizes), { events, bytes });
          const taken = sizes.slice(0, count).reduce((sum, size) => sum + size, 0);
          expect(count).toBeGreaterThanOrEqual(1);
          expect(count).toBeLessThanOrEqual(events);
          expect(count === 1 || taken <= bytes).toBe(true);
        },
      ),
    );
  });

  it('halves what was too much down to one event', () => {
    let tried = limits;
    for (let times = 0; times < 30; times += 1) tried = halveLimits(tried);
    expect(tried).toEqual({ events: 1, bytes: 1 });
  });

  const after = (change: Partial<PushOutcomes>): PushOutcomes => ({
    ...{ outcomes: ['stored', 'stored'], hubSeq: 7, hubHash: 'h7', hashAtHubSeq: 'h7', from: 6 },
    ...change,
  });
  it.each([
    ['all stored', after({}), { kind: 'go-on', from: 8 }],
    ['all known already', after({ outcomes: ['dup', 'dup'] }), { kind: 'go-on', from: 8 }],
    ['one held among them', after({ outcomes: ['stored', 'held'] }), { kind: 'go-on', from: 8 }],
    ['a fork', after({ outcomes: ['fork', 'fork'], hubSeq: 6 }), { kind: 'stuck', because: 'fork' }],
    ['another hash at the hub’s head', after({ hubHash: 'other' }), { kind: 'stuck', because: 'fork' }],
    [
      'a refused signature',
      after({ outcomes: ['quarantined', 'need'], hubSeq: 5, hubHash: 'h5', hashAtHubSeq: 'h5' }),
      { kind: 'stuck', because: 'refused' },
    ],
    [
      'a hub that lost earlier ones',
      after({ outcomes: ['need'], hubSeq: 2, hubHash: 'h2', hashAtHubSeq: 'h2' }),
      { kind: 'go-on', from: 3 },
    ],
    [
      'a hub emptied meanwhile',
      after({ outcomes: ['need'], hubSeq: 0, hubHash: null, hashAtHubSeq: null }),
      { kind: 'go-on', from: 1 },
    ],
    [
      'no progress at all',
      after({ outcomes: ['need'], hubSeq: 5, hubHash: 'h5', hashAtHubSeq: 'h5' }),
      { kind: 'later' },
    ],
  ])('after %s', (_what, outcomes, expected) => {
    expect(stepAfterPush(outcomes)).toEqual(expected);
  });
});
