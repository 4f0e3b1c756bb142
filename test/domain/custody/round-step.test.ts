import { describe, expect, it } from 'vitest';
import type { Later, PushEnd } from '../../../src/domain/custody/push-step.ts';
import {
  beginRound,
  isForPartsAlone,
  type RoundInput,
  stepRound,
  whyAgain,
} from '../../../src/domain/custody/round-step.ts';

const everything = { push: true, pull: true, situation: true };
const later = (because: Later['because']): Later => ({ kind: 'later', because, status: null, code: null });
const done: PushEnd = { kind: 'done', nonce: 'n', head: { seq: 1, epoch: 'e', toldAt: 1, horizon: null } };
const stuck: PushEnd = { kind: 'stuck', because: 'fork', head: null, nonce: 'n', at: null };
const pushed = (end: PushEnd): RoundInput => ({ kind: 'pushed', end });
const sent = (end: Later | { kind: 'done' }): RoundInput => ({ kind: 'parts-sent', end });
const carried: RoundInput = { kind: 'carried', end: { kind: 'done' } };
const pulled = (end: Later | { kind: 'done' }): RoundInput => ({ kind: 'pulled', end });
const run = (wanted: typeof everything, isDesk: boolean, ...inputs: RoundInput[]) => {
  const acts = [beginRound(wanted, isDesk)];
  for (const input of inputs) acts.push(stepRound((acts.at(-1) ?? beginRound(wanted, isDesk)).state, input));
  return { acts: acts.map(({ act }) => act.kind), again: whyAgain((acts.at(-1) ?? beginRound(wanted, isDesk)).state) };
};

describe('a round with the hub', () => {
  it.each([
    [
      'in order, at a desk',
      [pushed(done), sent({ kind: 'done' }), carried, pulled({ kind: 'done' }), { kind: 'situation-told' }],
      ['push', 'send-parts', 'carry', 'pull', 'tell-situation', 'end'],
      null,
    ],
    ['a dead line ends it', [pushed(later('no-network'))], ['push', 'end'], 'no-network'],
    ['a portal ends it', [pushed(later('unsigned'))], ['push', 'end'], 'unsigned'],
    [
      'a problem with the push holds up no pull',
      [pushed(later('problem')), carried, pulled({ kind: 'done' }), { kind: 'situation-told' }],
      ['push', 'carry', 'pull', 'tell-situation', 'end'],
      'problem',
    ],
    [
      'a stuck chain holds up no parts of what the hub holds, and no pull',
      [pushed(stuck), sent({ kind: 'done' }), carried, pulled({ kind: 'done' }), { kind: 'situation-told' }],
      ['push', 'send-parts', 'carry', 'pull', 'tell-situation', 'end'],
      null,
    ],
    [
      'a part that fails holds up no pull',
      [pushed(done), sent(later('problem')), carried, pulled({ kind: 'done' }), { kind: 'situation-told' }],
      ['push', 'send-parts', 'carry', 'pull', 'tell-situation', 'end'],
      'problem',
    ],
    [
      'a hub that is ahead: take back, push again',
      [pushed({ kind: 'hub-ahead' }), { kind: 'taken-back', end: { kind: 'done' }, doesLink: true }, pushed(done)],
      ['push', 'take-back', 'push', 'send-parts'],
      null,
    ],
    [
      'a hub that is ahead with another chain: brings it ours',
      [pushed({ kind: 'hub-ahead' }), { kind: 'taken-back', end: { kind: 'done' }, doesLink: false }],
      ['push', 'take-back', 'push'],
      null,
    ],
    [
      'no line while taking back',
      [pushed({ kind: 'hub-ahead' }), { kind: 'taken-back', end: later('no-network'), doesLink: false }],
      ['push', 'take-back', 'end'],
      'no-network',
    ],
  ] as [string, RoundInput[], string[], string | null][])('%s', (_what, inputs, acts, again) => {
    expect(run(everything, true, ...inputs)).toEqual({ acts, again });
  });

  it.each([
    ['parts alone failed', [pushed(done), sent(later('problem')), carried, pulled({ kind: 'done' })], true],
    ['the line went with a part', [pushed(done), sent(later('no-network')), carried, pulled({ kind: 'done' })], false],
    ['the pull failed too', [pushed(done), sent(later('problem')), carried, pulled(later('no-network'))], false],
    ['the push failed', [pushed(later('problem')), carried, pulled({ kind: 'done' })], false],
    ['nothing failed', [pushed(done), sent({ kind: 'done' }), carried, pulled({ kind: 'done' })], false],
  ] as [string, RoundInput[], boolean][])('is to be tried again for parts alone when %s: %s', (_what, inputs, isIt) => {
    let { state } = beginRound(everything, false);
    for (const input of inputs) state = stepRound(state, input).state;
    expect(isForPartsAlone(state)).toBe(isIt);
  });

  it('tells a ranger no situation', () => {
    expect(run({ ...everything, push: false }, false, pulled({ kind: 'done' })).acts).toEqual(['pull', 'end']);
  });
});
