import { describe, expect, it } from 'vitest';
import { linksToAdopt } from '../../../src/domain/custody/adopt-links.ts';
import { judgePage } from '../../../src/domain/custody/apply-page.ts';
import { believeResults, type HeardAnswer, whyNotBelieved } from '../../../src/domain/custody/believe-answer.ts';
import { nextCarried } from '../../../src/domain/custody/carry-events.ts';
import { type AppendMoment, judgeAppend } from '../../../src/domain/custody/judge-append.ts';
import { judgeBatch } from '../../../src/domain/custody/judge-batch.ts';
import { learnClock, weighSkew } from '../../../src/domain/custody/learn-clock.ts';
import { closePage, openPage, type PullCursor } from '../../../src/domain/custody/open-page.ts';
import { partsInOrder, settleParts } from '../../../src/domain/custody/settle-parts.ts';
import { tellCustody } from '../../../src/domain/custody/tell-custody.ts';

describe('believing an answer', () => {
  const good: HeardAnswer = {
    line: 'body',
    hasSignature: true,
    isKeyKnown: true,
    isSignatureValid: true,
    isForRequest: true,
  };
  it.each([
    [good, null],
    [{ ...good, line: 'no-network' }, 'no-network'],
    [{ ...good, line: 'problem' }, 'problem'],
    [{ ...good, hasSignature: false }, 'unsigned'],
    [{ ...good, isKeyKnown: false }, 'foreign'],
    [{ ...good, isSignatureValid: false }, 'unsigned'],
    [{ ...good, isForRequest: false }, 'unsigned'],
  ] as [HeardAnswer, string | null][])('%o → %s', (heard, because) => {
    expect(whyNotBelieved(heard)).toBe(because);
  });

  const sent = [
    { seq: 1, hash: 'a' },
    { seq: 2, hash: 'b' },
  ];
  const stored = (seq: number, hash: string, receipt: string | null = 'r') =>
    ({ outcome: 'stored', name: { seq, hash }, receipt }) as const;
  it.each([
    ['both for their events', [stored(1, 'a'), stored(2, 'b')], ['r', 'r']],
    ['one without the hub’s receipt', [stored(1, 'a'), stored(2, 'b', null)], null],
    ['one for another event', [stored(2, 'b'), stored(1, 'a')], null],
    ['more than were sent', [stored(1, 'a'), stored(2, 'b'), stored(3, 'c')], null],
    ['needs have none', [stored(1, 'a'), { outcome: 'need', name: null, receipt: null }], ['r']],
  ] as const)('receipts: %s', (_what, results, receipts) => {
    expect(believeResults(sent, results)).toEqual(receipts);
  });
});

describe('appending', () => {
  const fine: AppendMoment = {
    isThere: false,
    standing: { seq: 1, hash: 'a' },
    read: { seq: 1, hash: 'a' },
    isDraftSame: true,
  };
  it.each([
    [fine, 'put'],
    [{ ...fine, isThere: true, read: { seq: 0, hash: null } }, 'is-there'],
    [{ ...fine, standing: { seq: 2, hash: 'b' } }, 'moved'],
    [{ ...fine, standing: { seq: 1, hash: 'b' } }, 'moved'],
    [{ ...fine, isDraftSame: false }, 'draft-changed'],
  ] as [AppendMoment, string][])('%o → %s', (moment, verdict) => {
    expect(judgeAppend(moment)).toBe(verdict);
  });
});

describe('a batch at the hub', () => {
  const link = (seq: number, hash = `h${seq}`, prev: string | null = seq > 1 ? `h${seq - 1}` : null) => ({
    ...{ seq, hash, prev },
  });
  const known = { head: { seq: 1, hash: 'h1' }, hashBySeq: new Map([[1, 'h1']]), forked: new Set<string>() };
  it.each([
    ['the next ones', [link(2), link(3)], ['next', 'next'], 3],
    ['one known already among them', [link(1), link(2)], ['dup', 'next'], 2],
    ['a stranger between them delays nobody', [null, link(2)], ['unreadable', 'next'], 2],
    ['a hole', [link(3)], ['need'], 1],
    ['another version, and what follows it', [link(1, 'x', null), link(2, 'y', 'x')], ['fork', 'fork'], 1],
    ['the same fork twice', [link(1, 'x', null), link(1, 'x', null)], ['fork', 'fork-known'], 1],
  ])('%s', (_what, links, verdicts, seq) => {
    const judged = judgeBatch(known, links);
    expect(judged.verdicts.map(({ kind }) => kind)).toEqual(verdicts);
    expect(judged.head.seq).toBe(seq);
  });
});

describe('taking back', () => {
  const own = [
    { seq: 3, hash: 'c', prev: 'b' },
    { seq: 2, hash: 'b', prev: 'a' },
  ];
  it.each([
    ['what links, in order', { seq: 1, hash: 'a' }, [2, 3]],
    ['nothing when another chain follows', { seq: 1, hash: 'x' }, undefined],
    ['nothing when there is a hole', { seq: 0, hash: null }, undefined],
    ['nothing when there is no more', { seq: 3, hash: 'c' }, undefined],
  ])('%s', (_what, head, seqs) => {
    expect(linksToAdopt(head, own)?.map(({ seq }) => seq)).toEqual(seqs);
  });
});

describe('a page of a pull', () => {
  const page = (restarted: boolean, more: boolean) => ({ cursor: 'c2', restarted, more });
  it.each([
    ['goes on', false, page(false, true), { into: 'pulled', clearsShadow: false, swaps: false }, false],
    ['starts over', false, page(true, true), { into: 'shadow', clearsShadow: true, swaps: false }, true],
    ['starts over and is whole', false, page(true, false), { into: 'shadow', clearsShadow: true, swaps: true }, false],
    ['fills on', true, page(false, true), { into: 'shadow', clearsShadow: false, swaps: false }, true],
    ['fills to the end', true, page(false, false), { into: 'shadow', clearsShadow: false, swaps: true }, false],
  ])('%s', (_what, wasFilling, tells, effect, filling) => {
    const asked = { cursor: 'c1', filling: wasFilling };
    expect(judgePage(asked, asked, tells)).toEqual({ ...effect, cursor: { cursor: 'c2', filling } });
  });

  it('changes nothing when another tab moved the cursor', () => {
    expect(
      judgePage({ cursor: 'c9', filling: false }, { cursor: 'c1', filling: false }, page(false, false)),
    ).toBeNull();
    expect(judgePage({ cursor: 'c9', filling: false }, null, page(false, false))).toBeNull();
  });

  const hub = { epoch: 'e', scope: 's', newest: 10, tag: 't4' };
  const at = (change: Partial<PullCursor>): PullCursor => ({
    epoch: 'e',
    scope: 's',
    n: 4,
    tag: 't4',
    isSealed: true,
    ...change,
  });
  const fromStart = { after: 0, restarted: true, isRestored: false };
  it.each([
    ['the first', 'none', { ...fromStart, restarted: false }],
    ['a cursor nobody wrote', null, fromStart],
    ['another life', at({ epoch: 'f' }), fromStart],
    ['another scope', at({ scope: 't' }), fromStart],
    ['beyond the newest', at({ n: 11 }), { ...fromStart, isRestored: true }],
    ['beyond the newest of another life', at({ epoch: 'f', n: 11 }), fromStart],
    ['a number that was given again', at({ tag: 'x' }), { ...fromStart, isRestored: true }],
    ['beyond the newest, by nobody’s word', at({ n: 11, isSealed: false }), fromStart],
    ['another tag, by nobody’s word', at({ tag: 'x', isSealed: false }), fromStart],
    ['of an older hub', at({ isSealed: false }), { after: 4, restarted: false, isRestored: false }],
    ['no tag', at({ tag: null }), { after: 4, restarted: false, isRestored: false }],
    ['goes on', at({}), { after: 4, restarted: false, isRestored: false }],
  ] as const)('at the hub: %s', (_what, cursor, opening) => {
    expect(openPage(cursor, hub)).toEqual(opening);
  });

  it.each([
    ['the last of a full page', 7, true, 7],
    ['everything, rows out of sight included', 7, false, 10],
    ['everything, without a row', null, false, 10],
  ])('ends with %s', (_what, last, more, n) => {
    expect(closePage(openPage(at({}), hub), hub, { last, more })).toBe(n);
  });
});

describe('parts', () => {
  const part = (sha256: string, state: 'waiting' | 'received', role = 'photo', bytes = 9) => ({
    ...{ sha256, state, role, bytes, addedAt: 0 },
  });
  const ours = [part('a', 'waiting'), part('b', 'waiting'), part('c', 'received'), part('d', 'received')];
  it('wait again when the hub misses them, have arrived when it does not', () => {
    const { again, arrived } = settleParts(ours, ['b', 'd']);
    expect([again, arrived].map((parts) => parts.map(({ sha256 }) => sha256))).toEqual([['d'], ['a']]);
  });

  it('have not arrived for being left out of a list that may be cut', () => {
    const names = Array.from({ length: 100 }, (_, index) => `x${index}`);
    expect(settleParts(ours, names)).toEqual({ again: [], arrived: [] });
  });

  it('go personal fields first, then small before large', () => {
    const waiting = [
      part('big', 'waiting', 'photo', 9),
      part('small', 'waiting', 'photo', 1),
      part('f', 'waiting', 'fields'),
    ];
    expect(partsInOrder(waiting).map(({ sha256 }) => sha256)).toEqual(['f', 'small', 'big']);
  });
});

describe('what a record’s author is told', () => {
  const stored = { outcome: 'stored', isVerified: true } as const;
  const held = { outcome: 'held', isVerified: true } as const;
  it.each([
    ['saved', { receipt: null, review: null, isHeld: false, hasAllParts: true }],
    ['saved', { receipt: stored, review: null, isHeld: false, hasAllParts: true }],
    ['received', { receipt: null, review: null, isHeld: true, hasAllParts: true }],
    ['received', { receipt: stored, review: null, isHeld: true, hasAllParts: false }],
    ['verified', { receipt: stored, review: null, isHeld: true, hasAllParts: true }],
    ['held', { receipt: held, review: null, isHeld: true, hasAllParts: true }],
    ['refused', { receipt: held, review: 'refused', isHeld: true, hasAllParts: true }],
    ['verified', { receipt: held, review: 'released', isHeld: true, hasAllParts: true }],
    ['received', { receipt: held, review: 'released', isHeld: true, hasAllParts: false }],
    ['needs-you', { receipt: { outcome: 'fork', isVerified: false }, review: null, isHeld: true, hasAllParts: true }],
  ] as const)('%s after %o', (status, known) => {
    expect(tellCustody(known)).toBe(status);
  });
});

describe('learning the time', () => {
  it.each([
    ['a quick answer', 1_000, 3_000, -8_000],
    ['a slow one', 1_000, 12_000, null],
    ['a clock set back meanwhile', 3_000, 1_000, null],
  ])('skew by %s', (_what, sentAt, receivedAt, skew) => {
    expect(weighSkew(10_000, sentAt, receivedAt)).toBe(skew);
  });

  const heard = (hubAt: number, skewMs: number | null = null, isFresh = false) => ({
    ...{ hubAt, skewMs, isFresh, wallAt: hubAt + (skewMs ?? 0) },
  });
  const first = learnClock(null, heard(10_000_000, 7));

  it('never lets the newest hub time go back by what is not fresh, nor forgets a skew', () => {
    expect(learnClock(first, heard(5_000_000))).toEqual({ seen: 10_000_000, skewMs: 7, skewAt: 10_000_007 });
    expect(learnClock(first, heard(15_000_000, 9))).toEqual({ seen: 15_000_000, skewMs: 9, skewAt: 15_000_009 });
    expect(learnClock(null, heard(50))).toEqual({ seen: 50, skewMs: null, skewAt: null });
  });

  it('lets it go back by a fresh answer of a hub that was set right, not by one of a hub a little behind another', () => {
    expect(learnClock(first, heard(9_880_000, 9, true)).seen).toBe(10_000_000);
    expect(learnClock(first, heard(9_879_999, 9, true)).seen).toBe(9_879_999);
    expect(learnClock(first, heard(9_000_000, null, true))).toEqual({ seen: 9_000_000, skewMs: 7, skewAt: 10_000_007 });
  });
});

describe('carrying for others', () => {
  const waiting = (...seqs: number[]) => seqs.map((seq) => ({ seq, bytes: 10 }));
  it.each([
    ['nothing', waiting(), 4, { kind: 'nothing' }],
    ['what follows the hub’s head', waiting(5, 6), 4, { kind: 'send', count: 2 }],
    ['what the hub has already, for the receipts', waiting(3, 4), 9, { kind: 'send', count: 2 }],
    ['up to a hole', waiting(5, 7), 4, { kind: 'send', count: 1 }],
    ['not what the hub would ask for more', waiting(7), 4, { kind: 'gap', from: 5 }],
  ])('%s', (_what, carried, hubSeq, step) => {
    expect(nextCarried(carried, hubSeq, { events: 200, bytes: 1000 })).toEqual(step);
  });
});
