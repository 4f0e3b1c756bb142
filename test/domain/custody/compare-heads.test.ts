import { describe, expect, it } from 'vitest';
import { compareHeads, type HeadComparison } from '../../../src/domain/custody/compare-heads.ts';

const empty = { seq: 0, hash: null };
const at = (seq: number, hash = `h${seq}`) => ({ seq, hash });

describe('comparing the heads of phone and hub', () => {
  it.each<
    [string, { seq: number; hash: string | null }, { seq: number; hash: string | null }, string | null, HeadComparison]
  >([
    ['both empty', empty, empty, null, { kind: 'same' }],
    ['an empty hub', at(3), empty, null, { kind: 'hub-behind', from: 1 }],
    ['the same end', at(3), at(3), 'h3', { kind: 'same' }],
    ['a hub restored from a backup', at(9), at(4), 'h4', { kind: 'hub-behind', from: 5 }],
    ['a phone that lost its end', at(4), at(9), null, { kind: 'hub-ahead' }],
    ['a phone that lost everything', empty, at(9), null, { kind: 'hub-ahead' }],
    ['another version at the same place', at(4), at(4, 'other'), 'h4', { kind: 'diverged' }],
    ['another version further back', at(9), at(4, 'other'), 'h4', { kind: 'diverged' }],
    ['a place the phone does not hold', at(9), at(4), null, { kind: 'diverged' }],
  ])('finds %s', (_what, phone, hub, hashThere, expected) => {
    expect(compareHeads(phone, hub, hashThere)).toEqual(expected);
  });
});
