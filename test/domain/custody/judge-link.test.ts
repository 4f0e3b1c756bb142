import { describe, expect, it } from 'vitest';
import { judgeLink } from '../../../src/domain/custody/judge-link.ts';

const nothing = { hashAtSeq: null, isPrevForked: false };

describe('a link against its chain', () => {
  it.each([
    ['the first of an empty chain is next', { seq: 0, hash: null }, { seq: 1, hash: 'a', prev: null }, nothing, 'next'],
    ['a first that claims a past is a fork', { seq: 0, hash: null }, { seq: 1, hash: 'a', prev: 'z' }, nothing, 'fork'],
    ['the one after the head is next', { seq: 2, hash: 'b' }, { seq: 3, hash: 'c', prev: 'b' }, nothing, 'next'],
    ['one on another head is a fork', { seq: 2, hash: 'b' }, { seq: 3, hash: 'c', prev: 'x' }, nothing, 'fork'],
    [
      'a second first is a fork',
      { seq: 2, hash: 'b' },
      { seq: 1, hash: 'x', prev: null },
      { ...nothing, hashAtSeq: 'a' },
      'fork',
    ],
    [
      'a known one is a duplicate',
      { seq: 2, hash: 'b' },
      { seq: 1, hash: 'a', prev: null },
      { ...nothing, hashAtSeq: 'a' },
      'dup',
    ],
    [
      'the head itself is a duplicate',
      { seq: 2, hash: 'b' },
      { seq: 2, hash: 'b', prev: 'a' },
      { ...nothing, hashAtSeq: 'b' },
      'dup',
    ],
    [
      'one on a forked link is a fork',
      { seq: 2, hash: 'b' },
      { seq: 4, hash: 'd', prev: 'x' },
      { ...nothing, isPrevForked: true },
      'fork',
    ],
  ])('%s', (_name, head, link, known, kind) => {
    expect(judgeLink(head, link, known)).toEqual({ kind });
  });

  it('asks for everything from the head on when links are missing', () => {
    const verdict = judgeLink({ seq: 2, hash: 'b' }, { seq: 9, hash: 'i', prev: 'h' }, nothing);
    expect(verdict).toEqual({ kind: 'need', from: 3 });
  });
});
