import { describe, expect, it } from 'vitest';
import { isUsed, usesAnother } from '../../../src/domain/custody/uses-another.ts';

describe('a copy of a record', () => {
  it.each([
    ['stored', null, true],
    ['held', 'released', true],
    ['held', 'refused', false],
    ['held', null, false],
  ] as const)('that came as %s and was then %s is used: %s', (outcome, review, used) => {
    expect(isUsed({ outcome, review })).toBe(used);
  });

  it.each([
    ['not used', 'its own device', 'the hub', false],
    ['used', 'its own device', 'the hub', true],
    ['used', 'its own device', 'a person', true],
    ['used', 'another device', 'the hub', true],
    ['used', 'another device', 'a person', false],
  ] as const)('%s, of %s, when %s decides, stands in the way: %s', (how, whose, by, stands) => {
    const review = how === 'used' ? 'released' : 'refused';
    const copy = { outcome: 'held', review, isOwn: whose === 'its own device' } as const;
    expect(usesAnother([{ ...copy, review: null }, copy], by === 'a person')).toBe(stands);
  });

  it('alone stands in nobody’s way', () => {
    expect(usesAnother([], false)).toBe(false);
  });
});
