import { compareHeads } from './compare-heads.ts';
import type { ChainHead } from './judge-link.ts';
import { growLimits, halveLimits, type PushLimits, type PushOutcomes, stepAfterPush } from './plan-push.ts';

/** What a phone last heard from the hub, signed, about its chain: the hub holds it up to `seq`. */
export interface HubHead {
  readonly seq: number;
  readonly epoch: string;
  readonly toldAt: number;
  readonly horizon: number | null;
}

/** Of a signed answer about our chain; `missing` are parts that stored events name and the hub lacks. */
export interface HubTells {
  readonly head: ChainHead;
  readonly epoch: string;
  readonly time: number;
  readonly missing: readonly string[];
  readonly nonce: string;
}

/** Why there is no answer to act on. `foreign`: signed, but by a key the pinned identity never certified to us. */
export type LaterReason = 'no-network' | 'problem' | 'unsigned' | 'foreign';

/** `code` and `status` are hints that nobody signed. */
export interface Later {
  readonly kind: 'later';
  readonly because: LaterReason;
  readonly status: number | null;
  readonly code: string | null;
}

/** Where a push ended because the hub refused an event: while both ends and the hub's life are the same, sending it again helps nobody. */
export interface StuckAt {
  /** Hash of our own last event. */
  readonly own: string | null;
  readonly hubSeq: number;
  readonly epoch: string;
}

/**
 * How a push ended. `done`: the hub holds our whole chain. With the hub's head, as far as it is ours, and the nonce that sends the parts of
 * what it holds. `at`: of what was refused.
 */
export type PushEnd =
  | { readonly kind: 'done'; readonly head: HubHead; readonly nonce: string }
  | { readonly kind: 'hub-ahead' }
  | {
      readonly kind: 'stuck';
      readonly because: 'fork' | 'refused';
      readonly head: HubHead | null;
      readonly nonce: string;
      readonly at: StuckAt | null;
    }
  | Later;

/** Between two steps. `phase` says what is waited for. */
export interface PushState {
  readonly phase: 'head' | 'batch' | 'fork-report';
  readonly limits: PushLimits;
  readonly full: PushLimits;
  /** The hub holds more of this chain, and it does not link to ours. */
  readonly isForked: boolean;
  /** The hub's nonce ran out once already. */
  readonly hasAskedAgain: boolean;
  /** The line broke off a batch in this push: no more than it carried since is tried. */
  readonly wasCut: boolean;
  /** Where the last push got stuck; null: it did not. */
  readonly stuckAt: StuckAt | null;
  /** Hash of our own last event when the hub's head came. */
  readonly own: string | null;
  readonly from: number;
  readonly head: HubHead | null;
  readonly nonce: string;
}

/** What was heard or read since the last step. `receipts` bear the hub's signature for the very events sent; null: some did not. */
export type PushInput<R> =
  | { readonly kind: 'head'; readonly tells: HubTells; readonly horizon: number | null; readonly own: OwnChain }
  | { readonly kind: 'fork-known'; readonly reportedUpTo: number }
  | { readonly kind: 'nothing-to-send' }
  | {
      readonly kind: 'answer';
      readonly tells: HubTells;
      readonly outcomes: PushOutcomes['outcomes'];
      readonly receipts: readonly R[] | null;
      readonly hashAtHubSeq: string | null;
    }
  | { readonly kind: 'later'; readonly later: Later; readonly sent: number };

/** Our own chain when the hub's head came, and our hash at the hub's seq. */
export interface OwnChain {
  readonly head: ChainHead;
  readonly hashAtHubSeq: string | null;
}

/** To be kept in one transaction before anything else is done. Without a head: receipts that settle nothing, a fork's. */
export interface PushKeep<R> {
  readonly head: HubHead | null;
  readonly missing: readonly string[];
  readonly receipts: readonly R[];
}

/**
 * What to do next. `look-back`: read up to where the hub gave receipts of a fork in this epoch; 0 for none. `ahead`: what follows once all
 * of it was taken may go before its answer is heeded, by these limits; null: not on this line.
 */
export type PushAct =
  | { readonly kind: 'ask-head' }
  | { readonly kind: 'look-back'; readonly epoch: string }
  | {
      readonly kind: 'send';
      readonly from: number;
      readonly limits: PushLimits;
      readonly ahead: PushLimits | null;
      readonly nonce: string;
    }
  | { readonly kind: 'end'; readonly end: PushEnd };

export interface PushMove<R> {
  readonly state: PushState;
  readonly keep: PushKeep<R> | null;
  readonly act: PushAct;
}

/**
 * A push begins by asking the hub for this chain's head, whatever is known here. `limits`: what the last push came down to.
 * `isForked`: what the hub holds more was fetched and does not link to ours; then this push only brings it our version. `stuckAt`: where
 * the last push was refused.
 */
export function beginPush(
  limits: PushLimits,
  full: PushLimits,
  isForked = false,
  stuckAt: StuckAt | null = null,
): PushMove<never> {
  const start = { phase: 'head', from: 1, head: null, nonce: '' } as const;
  const state = { ...start, limits, full, isForked, hasAskedAgain: false, wasCut: false, stuckAt, own: null };
  return { state, keep: null, act: { kind: 'ask-head' } };
}

/**
 * One step of bringing a phone's chain to the hub. Every step is safe to repeat after any cut.
 *
 * | Waits for   | Came                                   | → |
 * |-------------|----------------------------------------|---|
 * | head        | head, as `compareHeads` says           | done · send from there · hub-ahead · look back at a fork |
 * | head        | the one it was refused at, nothing new | stuck: only a person can go on |
 * | head        | what is known of the fork              | bring the hub what it has given no fork's receipt for |
 * | batch       | a receipt that is not the hub's        | later: nothing of the answer counts |
 * | batch       | answer, as `stepAfterPush` says        | keep it; send on · stuck · later |
 * | fork-report | answer                                 | keep the receipts; report on |
 * | fork-report | nothing more to send                   | stuck: only a person can go on |
 * | any         | nonce over, for the first time         | ask for the head again |
 * | any         | the line broke off more than one event | ask for the head again, then half the batch |
 * | any         | 413, 429, 5xx                          | later, with half the batch |
 * | any         | anything else, no line at all          | later |
 */
export function stepPush<R>(state: PushState, input: PushInput<R>): PushMove<R> {
  switch (input.kind) {
    case 'head':
      return afterHead(state, input.tells, input.horizon, input.own);
    case 'fork-known':
      return send({ ...state, phase: 'fork-report', from: input.reportedUpTo + 1 });
    case 'nothing-to-send':
      return end(state, state.phase === 'batch' ? doneAt(state) : stuck(state, 'fork'));
    case 'answer':
      return input.receipts === null
        ? end(state, { kind: 'later', because: 'unsigned', status: null, code: null })
        : afterAnswer(grown(state), { ...input, receipts: input.receipts });
    case 'later':
      return afterNothing(state, input.later, input.sent);
  }
}

function afterHead<R>(state: PushState, tells: HubTells, horizon: number | null, own: OwnChain): PushMove<R> {
  const comparison = compareHeads(own.head, tells.head, own.hashAtHubSeq);
  if (comparison.kind === 'hub-ahead' && !state.isForked) return end(state, { kind: 'hub-ahead' });
  if (comparison.kind === 'hub-ahead' || comparison.kind === 'diverged')
    return { state: { ...state, nonce: tells.nonce }, keep: null, act: { kind: 'look-back', epoch: tells.epoch } };
  const head = headOf(tells, horizon);
  const keep = { head, missing: tells.missing, receipts: [] };
  const next = { ...state, phase: 'batch', head, nonce: tells.nonce, own: own.head.hash } as const;
  if (comparison.kind === 'same') return { ...end<R>(next, doneAt(next)), keep };
  if (isStuckStill(next)) return { ...end<R>(next, stuck(next, 'refused')), keep };
  return { ...send<R>({ ...next, from: comparison.from }), keep };
}

function isStuckStill({ stuckAt, own, head }: PushState): boolean {
  return stuckAt !== null && stuckAt.own === own && stuckAt.hubSeq === head?.seq && stuckAt.epoch === head.epoch;
}

type Believed<R> = Extract<PushInput<R>, { kind: 'answer' }> & { readonly receipts: readonly R[] };

function afterAnswer<R>(state: PushState, { tells, outcomes, receipts, hashAtHubSeq }: Believed<R>): PushMove<R> {
  const onlyReceipts = { head: null, missing: [], receipts };
  if (state.phase === 'fork-report') return afterReport({ ...state, nonce: tells.nonce }, outcomes, receipts);
  const { seq: hubSeq, hash: hubHash } = tells.head;
  const step = stepAfterPush({ outcomes, hubSeq, hubHash, hashAtHubSeq, from: state.from });
  if (step.kind === 'stuck' && step.because === 'fork')
    return { ...end<R>(state, stuck({ ...state, nonce: tells.nonce }, 'fork')), keep: onlyReceipts };
  const head = headOf(tells, state.head?.horizon ?? null);
  const next = { ...state, head, nonce: tells.nonce };
  const keep = { head, missing: tells.missing, receipts };
  if (step.kind === 'stuck') return { ...end<R>(next, stuck(next, 'refused')), keep };
  if (step.kind === 'go-on') return { ...send<R>({ ...next, from: step.from }), keep };
  return { ...end<R>(next, { kind: 'later', because: 'problem', status: null, code: null }), keep };
}

/** The hub keeps the whole of our version, what was appended after the fork too. Receipts settle nothing about its head. */
function afterReport<R>(state: PushState, outcomes: PushOutcomes['outcomes'], receipts: readonly R[]): PushMove<R> {
  const keep = { head: null, missing: [], receipts };
  if (receipts.length < outcomes.length || receipts.length === 0)
    return { ...end<R>(state, stuck(state, 'fork')), keep };
  return { ...send<R>({ ...state, from: state.from + outcomes.length }), keep };
}

/** A batch came through: more at a time is tried, but on a line that was just seen to break off. */
function grown(state: PushState): PushState {
  return state.wasCut ? state : { ...state, limits: growLimits(state.limits, state.full) };
}

function afterNothing<R>(state: PushState, later: Later, sent: number): PushMove<R> {
  if (later.because === 'no-network' && sent > 1) {
    const limits = halveLimits({ ...state.limits, events: sent });
    return { state: { ...state, phase: 'head', limits, wasCut: true }, keep: null, act: { kind: 'ask-head' } };
  }
  const isTooMuch = sent > 0 && (later.status === 413 || later.status === 429 || (later.status ?? 0) >= 500);
  const limits = isTooMuch ? halveLimits({ ...state.limits, events: sent }) : state.limits;
  if (later.code !== 'nonce-expired' || state.hasAskedAgain) return end({ ...state, limits }, later);
  return { state: { ...state, phase: 'head', limits, hasAskedAgain: true }, keep: null, act: { kind: 'ask-head' } };
}

function headOf({ head, epoch, time }: HubTells, horizon: number | null): HubHead {
  return { seq: head.seq, epoch, toldAt: time, horizon };
}

function stuck({ head, nonce, own }: PushState, because: 'fork' | 'refused'): PushEnd {
  const at = because === 'refused' && head ? { own, hubSeq: head.seq, epoch: head.epoch } : null;
  return { kind: 'stuck', because, head, nonce, at };
}

function doneAt({ head, nonce }: PushState): PushEnd {
  if (!head) throw new Error('a push that is done without a head');
  return { kind: 'done', head, nonce };
}

function send<R>(state: PushState): PushMove<R> {
  const { from, limits, full, wasCut, nonce } = state;
  const ahead = wasCut ? null : growLimits(limits, full);
  return { state, keep: null, act: { kind: 'send', from, limits, ahead, nonce } };
}

function end<R>(state: PushState, how: PushEnd): PushMove<R> {
  return { state, keep: null, act: { kind: 'end', end: how } };
}
