import { describe, expect, it } from 'vitest';
import {
  isRecordedAlready,
  leftToSuccessor,
  mayGoOver,
  maySucceed,
  provenUpTo,
  takeClosingBack,
  textAnew,
} from '../../../src/domain/custody/succeed-chain.ts';

const event = (seq: number) => ({
  chain: 'old',
  seq,
  hash: `hash ${seq}`,
  raw: `{"seq":${seq},"prev":null,"new":[1]}`,
});

describe('what a closed chain leaves to its successor', () => {
  it.each([
    ['came back', ['{"seq":1,"prev":null,"new":[1]}'], [], []],
    ['came back as another text', ['{"seq":1}'], [], [1]],
    ['did not come back', [], [], [1]],
    ['was refused', [], ['hash 1'], []],
  ] as const)('an event that %s', (_how, atHub, refused, left) => {
    const rows = leftToSuccessor(
      [event(1)],
      { upTo: 0, texts: new Set<string>(atHub) },
      refused.map((hash) => ({ hash })),
    );
    expect(rows.map(({ seq }) => seq)).toEqual(left);
  });

  it('is what the head does not prove, when no pull was made', () => {
    const left = leftToSuccessor([1, 2, 3].map(event), { upTo: 2, texts: null }, []);
    expect(left.map(({ seq }) => seq)).toEqual([3]);
  });

  it.each([
    ['the same', 2, 'b', 'b', 2],
    ['behind', 1, 'a', 'a', 1],
    ['empty', 0, null, null, 0],
    ['another at that place', 1, 'x', 'a', null],
    ['ahead', 3, 'c', null, null],
  ] as const)('is proven by a head that is %s', (_how, seq, hash, ours, proven) => {
    expect(provenUpTo({ seq: 2, hash: 'b' }, { seq, hash }, ours)).toBe(proven);
  });

  it.each([
    [0, null, false, true],
    [null, { kind: 'done' }, true, true],
    [null, { kind: 'done' }, false, false],
    [null, null, true, false],
  ] as const)(
    'is gone over to when %s is proven, the pull was %o, somebody on duty %s: %s',
    (proven, pulled, isOnDuty, may) => {
      expect(mayGoOver({ pulled }, isOnDuty, proven)).toBe(may);
    },
  );

  it('is the same text but for its place, with what it repeats', () => {
    const before = { seq: 4, hash: 'before' };
    expect(JSON.parse(textAnew(event(7), 'next', before))).toEqual({
      ...{ seq: 5, prev: 'before', new: [1], chain: 'next' },
      succeeds: { chain: 'old', seq: 7, hash: 'hash 7' },
    });
    expect(JSON.parse(textAnew(event(7), 'next', null))).toMatchObject({ seq: 1, prev: null });
  });

  it.each([
    ['as it was read', 'a', 'a', true, true],
    ['empty as it was read', null, null, true, true],
    ['longer by now', 'b', 'a', true, false],
    ['left by another tab', 'a', 'a', false, false],
  ] as const)('is put when the chain is %s: %s', (_how, standing, read, isOpenHere, may) => {
    expect(maySucceed({ standing, read, isOpenHere })).toBe(may);
  });

  it('is used once', () => {
    const used = { outcome: 'held', review: 'released', isOwn: true } as const;
    const unused = { outcome: 'held', review: 'refused', isOwn: true } as const;
    const copies = new Map([
      ['one', [unused, used]],
      ['two', [unused]],
    ]);
    const recorded = { hashes: new Set(['a']), copies };
    expect(isRecordedAlready({ id: 'other', succeeds: { hash: 'a' } }, recorded)).toBe(true);
    expect(isRecordedAlready({ id: 'ONE', succeeds: { hash: 'b' } }, recorded)).toBe(true);
    expect(isRecordedAlready({ id: 'two', succeeds: { hash: 'b' } }, recorded)).toBe(false);
    expect(isRecordedAlready({ id: 'other', succeeds: { hash: 'b' } }, recorded)).toBe(false);
    expect(isRecordedAlready({ id: 'one' }, recorded)).toBe(false);
  });
});

describe('a closing that a hub is shown', () => {
  const told = { chain: 'old', successor: 'next' };
  it.each([
    ['of a chain it does not know', [], null],
    [
      'that its backup has',
      [
        ['old', 'next'],
        ['next', null],
      ],
      null,
    ],
    ['that it lost', [['old', null]], { kind: 'close', chain: 'old', successor: 'next' }],
    ['after which it closed otherwise', [['old', 'other']], { kind: 'add-closed', chain: 'next', successor: 'other' }],
  ] as const)('%s', (_which, known, step) => {
    expect(takeClosingBack(told, new Map<string, string | null>(known))).toEqual(step);
  });
});
