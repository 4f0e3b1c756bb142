import { describe, expect, it } from 'vitest';
import {
  isOfAnEarlierLife,
  isWordFor,
  linkableUpTo,
  lostReceipts,
  mayLetGo,
} from '../../../src/domain/custody/carry-events.ts';

describe('what is carried for another', () => {
  const head = { seq: 3, epoch: 'now' };
  it.each([
    ['stored within the head', { seq: 3, outcome: 'stored', epoch: 'now' }, false],
    ['stored within the head in another life', { seq: 3, outcome: 'stored', epoch: 'before' }, true],
    ['stored beyond it', { seq: 4, outcome: 'stored', epoch: 'before' }, true],
    ['held beyond it', { seq: 4, outcome: 'held', epoch: 'now' }, true],
    ['a fork of this life', { seq: 4, outcome: 'fork', epoch: 'now' }, false],
    ['a fork of another', { seq: 2, outcome: 'fork', epoch: 'before' }, true],
  ] as const)('is sent again when the hub has lost it: %s', (_what, receipt, isLost) => {
    expect(lostReceipts([receipt], head, 'before')).toEqual(isLost ? [receipt] : []);
  });

  it('is sent again once in each life of the hub', () => {
    expect(lostReceipts([{ seq: 3, outcome: 'stored', epoch: 'before' }], head, 'now')).toEqual([]);
    expect(lostReceipts([{ seq: 4, outcome: 'stored', epoch: 'before' }], head, 'now')).toHaveLength(1);
    expect(lostReceipts([{ seq: 3, outcome: 'stored', epoch: 'before' }], head, null)).toHaveLength(1);
  });

  it('links to what forked off as well', () => {
    expect(linkableUpTo(1, [{ seq: 8, outcome: 'fork' }])).toBe(8);
    expect(linkableUpTo(1, [{ seq: 8, outcome: 'stored' }])).toBe(1);
  });

  it.each([
    ['no backup is told of', [1], [1], null, false],
    ['a record has no receipt', [1, null], [], 9, false],
    ['a record is newer than the backup', [1, 10], [], 9, false],
    ['a part is newer than the backup', [1], [10], 9, false],
    ['nobody knows since when a part is there', [1], [null], 9, false],
    ['the backup has everything', [1, 9], [9], 9, true],
  ])('may go when a backup has all of it: %s', (_when, receiptAt, partsBy, horizon, may) => {
    expect(mayLetGo({ receiptAt, partsBy }, horizon)).toBe(may);
  });

  it.each([
    ['nothing was heard of the hub', null, false],
    ['the same life', { epoch: 'a', toldAt: 9 }, false],
    ['a later life', { epoch: 'b', toldAt: 9 }, true],
    ['an earlier life', { epoch: 'b', toldAt: 1 }, false],
  ])('knows a receipt of a life that is over: %s', (_when, told, isOver) => {
    expect(isOfAnEarlierLife({ epoch: 'a', time: 5 }, told)).toBe(isOver);
  });
});

describe('a carried event that comes again', () => {
  it.each([
    ['with its author’s word, where none is', { wrapsSig: 'word' }, {}, true],
    ['with another word of his', { wrapsSig: 'word' }, { wrapsSig: 'other' }, false],
    ['without', {}, {}, false],
    ['with his word, when it was erased', { wrapsSig: 'word' }, { isErased: true }, false],
  ] as const)('%s is taken anew: %s', (_how, brought, standing, expected) => {
    expect(isWordFor(brought, standing)).toBe(expected);
  });
});
