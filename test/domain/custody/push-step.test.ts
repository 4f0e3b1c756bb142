import { describe, expect, it } from 'vitest';
import {
  beginPush,
  type HubTells,
  type Later,
  type PushInput,
  type PushMove,
  type PushState,
  stepPush,
} from '../../../src/domain/custody/push-step.ts';

const full = { events: 200, bytes: 512_000 };
const later = (change: Partial<Later> = {}): Later => ({
  ...{ kind: 'later', because: 'problem', status: 500, code: null },
  ...change,
});
const tells = (seq: number, hash: string | null = `h${seq}`): HubTells => ({
  ...{ head: { seq, hash }, epoch: 'e', time: 5, missing: ['p'], nonce: 'n' },
});
const head = (hub: number, own: number, hashAtHubSeq: string | null = `h${hub}`): PushInput<string> => ({
  ...{ kind: 'head', tells: tells(hub), horizon: 3, own: { head: { seq: own, hash: `h${own}` }, hashAtHubSeq } },
});
const answer = (seq: number, outcomes: 'stored' | 'fork' | 'quarantined' | 'need', receipts: string[] | null = ['r']) =>
  ({ kind: 'answer', tells: tells(seq), outcomes: [outcomes], receipts, hashAtHubSeq: `h${seq}` }) as const;
const run = (...inputs: PushInput<string>[]): PushMove<string> =>
  inputs.reduce<PushMove<string>>(({ state }, input) => stepPush(state, input), beginPush(full, full));
const kept = (seq: number) => ({ head: { seq, epoch: 'e', toldAt: 5, horizon: 3 }, missing: ['p'] });

const at = { own: 'h4', hubSeq: 2, epoch: 'e' };
const refused = { kind: 'stuck', because: 'refused', head: kept(2).head, nonce: 'n', at };

describe('pushing a chain', () => {
  it('begins by asking for the head, whatever is known here', () => {
    expect(beginPush(full, full).act).toEqual({ kind: 'ask-head' });
  });

  it.each([
    ['equal heads: done', [head(4, 4)], { kind: 'end', end: { kind: 'done', nonce: 'n', head: kept(4).head } }],
    [
      'the hub behind: sends from there',
      [head(2, 4)],
      { kind: 'send', from: 3, limits: full, ahead: full, nonce: 'n' },
    ],
    ['the hub ahead', [head(6, 4)], { kind: 'end', end: { kind: 'hub-ahead' } }],
    ['another hash there: looks back', [head(4, 4, 'other')], { kind: 'look-back', epoch: 'e' }],
    [
      'a fork: brings the hub what it has given no fork’s receipt for',
      [head(4, 4, 'other'), { kind: 'fork-known', reportedUpTo: 2 }],
      { kind: 'send', from: 3, limits: full, ahead: full, nonce: 'n' },
    ],
    [
      'a fork, reported in part: goes on with the rest',
      [head(4, 9, 'other'), { kind: 'fork-known', reportedUpTo: 0 }, answer(4, 'fork')],
      { kind: 'send', from: 2, limits: full, ahead: full, nonce: 'n' },
    ],
    [
      'a fork that the hub would not have: only a person can go on',
      [head(4, 9, 'other'), { kind: 'fork-known', reportedUpTo: 0 }, answer(4, 'need', [])],
      { kind: 'end', end: { kind: 'stuck', because: 'fork', head: null, nonce: 'n', at: null } },
    ],
    [
      'a fork the hub knows whole: only a person can go on',
      [head(4, 4, 'other'), { kind: 'fork-known', reportedUpTo: 4 }, { kind: 'nothing-to-send' }],
      { kind: 'end', end: { kind: 'stuck', because: 'fork', head: null, nonce: 'n', at: null } },
    ],
    [
      'stored: sends on',
      [head(2, 4), answer(3, 'stored')],
      { kind: 'send', from: 4, limits: full, ahead: full, nonce: 'n' },
    ],
    [
      'nothing more to send: done at the hub’s last head',
      [head(2, 3), answer(3, 'stored'), { kind: 'nothing-to-send' }],
      { kind: 'end', end: { kind: 'done', nonce: 'n', head: kept(3).head } },
    ],
    [
      'a fork',
      [head(2, 4), answer(2, 'fork')],
      { kind: 'end', end: { kind: 'stuck', because: 'fork', head: kept(2).head, nonce: 'n', at: null } },
    ],
    ['refused', [head(2, 4), answer(2, 'quarantined')], { kind: 'end', end: refused }],
    ['no answer', [head(2, 4), { kind: 'later', later: later(), sent: 2 }], { kind: 'end', end: later() }],
  ] as [string, PushInput<string>[], object][])('%s', (_what, inputs, act) => {
    expect(run(...inputs).act).toEqual(act);
  });

  it('looks back when the hub is ahead with another chain', () => {
    expect(stepPush(beginPush(full, full, true).state, head(6, 4)).act).toEqual({ kind: 'look-back', epoch: 'e' });
  });

  it('sends what was refused again only when something changed since', () => {
    const again = (input: PushInput<string>, changed: Partial<typeof at> = {}) =>
      stepPush(beginPush(full, full, false, { ...at, ...changed }).state, input);
    expect(again(head(2, 4))).toMatchObject({ act: { kind: 'end', end: refused }, keep: kept(2) });
    expect(again(head(2, 5)).act.kind).toBe('send'); // something was appended
    expect(again(head(1, 4)).act.kind).toBe('send'); // the hub has less than before
    expect(again(head(2, 4), { epoch: 'before' }).act.kind).toBe('send'); // it was restored
  });

  it('keeps what the hub said before it sends on', () => {
    expect(run(head(2, 4)).keep).toEqual({ ...kept(2), receipts: [] });
    expect(run(head(2, 4), answer(3, 'stored')).keep).toEqual({ ...kept(3), receipts: ['r'] });
  });

  it('keeps a fork’s receipt and nothing of its head', () => {
    expect(run(head(2, 4), answer(2, 'fork')).keep).toEqual({ head: null, missing: [], receipts: ['r'] });
  });

  it('keeps nothing of an answer with a receipt that is not the hub’s', () => {
    const { keep, act } = run(head(2, 4), answer(3, 'stored', null));
    expect(keep).toBeNull();
    expect(act).toMatchObject({ kind: 'end', end: { kind: 'later', because: 'unsigned' } });
  });

  it('asks for the head again when its nonce ran out, once', () => {
    const over: PushInput<string> = { kind: 'later', later: later({ status: 401, code: 'nonce-expired' }), sent: 2 };
    expect(run(head(2, 4), over).act).toEqual({ kind: 'ask-head' });
    expect(run(head(2, 4), over, head(2, 4), over).act).toMatchObject({ kind: 'end', end: { kind: 'later' } });
  });

  it.each([
    [413, 3],
    [429, 3],
    [503, 3],
    [400, 200],
    [null, 200],
  ])('after status %s tries %s events next time', (status, events) => {
    const { state } = run(head(0, 9, null), { kind: 'later', later: later({ status }), sent: 7 });
    expect(state.limits.events).toBe(events);
  });

  it('goes back to full batches by twice as many after each answer', () => {
    let state: PushState = { ...run(head(2, 9)).state, limits: { events: 3, bytes: 8_000 } };
    const events = [3, 4, 5, 6, 7, 8, 9].map((seq) => {
      state = stepPush(state, answer(seq, 'stored')).state;
      return state.limits.events;
    });
    expect(events).toEqual([6, 12, 24, 48, 96, 192, 200]);
    expect(state.limits).toEqual(full);
  });

  const cut = (sent: number): PushInput<string> => ({
    ...{ kind: 'later', later: later({ because: 'no-network', status: null }), sent },
  });

  it('tries half as much at once when the line breaks off a batch, from where the hub is then', () => {
    const { state, act } = run(head(2, 9), cut(7));
    expect(act).toEqual({ kind: 'ask-head' });
    expect(stepPush(state, head(4, 9)).act).toMatchObject({
      kind: 'send',
      from: 5,
      limits: { events: 3 },
      ahead: null,
    });
  });

  it('stays with what the line carried until the next push', () => {
    const { state } = run(head(2, 9), cut(7), head(2, 9), answer(5, 'stored'), answer(8, 'stored'));
    expect(state.limits.events).toBe(3);
    const next = stepPush(beginPush(state.limits, full).state, head(8, 20));
    expect(stepPush(next.state, answer(11, 'stored')).state.limits.events).toBe(6);
  });

  it('gives up on a line that does not carry one event, or not even the question', () => {
    const moves = [7, 3, 1].reduce<PushInput<string>[]>((all, sent) => [...all, head(2, 9), cut(sent)], []);
    expect(run(...moves).act).toMatchObject({ kind: 'end', end: { because: 'no-network' } });
    expect(run(head(2, 9), cut(7), cut(0)).act).toMatchObject({ kind: 'end', end: { because: 'no-network' } });
  });
});
