import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeMessage } from '../../../src/domain/telemetry/judge-message.ts';
import { endOfRun, giveUpLost, holeAfter } from '../../../src/domain/telemetry/message-run.ts';

describe('a gateway’s numbers', () => {
  it('are counted as far as there is no hole, in whatever portions they come', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 40 })), fc.integer({ min: 1, max: 40 }), (seqs, cut) => {
        const stored = seqs.toSorted((a, b) => a - b);
        const whole = endOfRun(0, stored);
        expect(stored.slice(0, whole)).toEqual(Array.from({ length: whole }, (_, index) => index + 1));
        expect(stored.includes(whole + 1)).toBe(false);
        const before = stored.filter((seq) => seq <= cut);
        const half = endOfRun(0, before);
        expect(
          endOfRun(
            half,
            stored.filter((seq) => seq > half),
          ),
        ).toBe(whole);
      }),
    );
  });

  it.each([
    [0, null, null],
    [3, 4, null],
    [3, 6, { from: 4, to: 5 }],
    [3, 900, { from: 4, to: 103 }],
  ])('after %s, with %s stored next: the hole is %o', (upTo, next, hole) => {
    expect(holeAfter(upTo, next, 100)).toEqual(hole);
  });

  it('go on behind what the gateway lost, never back', () => {
    expect([giveUpLost(3, 10), giveUpLost(12, 10), giveUpLost(0, 1)]).toEqual([9, 12, 0]);
  });

  it.each([
    [null, 'fresh'],
    ['a', 'duplicate'],
    ['b', 'fork'],
  ])('held with %s, the message a is %s', (held, verdict) => {
    expect(judgeMessage(held, 'a')).toBe(verdict);
  });
});
