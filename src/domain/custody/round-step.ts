import type { HubHead, Later, PushEnd } from './push-step.ts';

/** What a round is asked to do. */
export interface Wanted {
  readonly push: boolean;
  readonly pull: boolean;
  readonly situation: boolean;
}

export type PartEnd = { readonly kind: 'done' } | Later;

/** Between two steps of a round: how its parts ended so far. */
export interface RoundState {
  readonly wanted: Wanted;
  /** Desks are told the situation as well. */
  readonly isDesk: boolean;
  readonly pushed: PushEnd | null;
  readonly sent: PartEnd | null;
  readonly carried: PartEnd | null;
  readonly pulled: PartEnd | null;
  /** What the hub holds more of our chain was fetched already. */
  readonly hasTakenBack: boolean;
}

export type RoundInput =
  | { readonly kind: 'pushed'; readonly end: PushEnd }
  | { readonly kind: 'taken-back'; readonly end: PartEnd; readonly doesLink: boolean }
  | { readonly kind: 'parts-sent'; readonly end: PartEnd }
  | { readonly kind: 'carried'; readonly end: PartEnd }
  | { readonly kind: 'pulled'; readonly end: PartEnd }
  | { readonly kind: 'situation-told' };

/** What to do next. `send-parts`: of what the hub holds, by `head` or, when that is not ours, by what it said before. `carry`: push what is carried for others. `take-back`: pull, then take our own events that the hub holds and we lost back onto the chain. */
export type RoundAct =
  | { readonly kind: 'push'; readonly isForked: boolean }
  | { readonly kind: 'take-back' }
  | { readonly kind: 'send-parts'; readonly head: HubHead | null; readonly nonce: string }
  | { readonly kind: 'carry' }
  | { readonly kind: 'pull' }
  | { readonly kind: 'tell-situation' }
  | { readonly kind: 'end' };

export interface RoundMove {
  readonly state: RoundState;
  readonly act: RoundAct;
}

export function beginRound(wanted: Wanted, isDesk: boolean): RoundMove {
  const state = { wanted, isDesk, pushed: null, sent: null, carried: null, pulled: null, hasTakenBack: false };
  return { state, act: wanted.push ? { kind: 'push', isForked: false } : pullOrEnd(state) };
}

/**
 * One step of a round. Pushing comes first and needs no session; nothing that fails holds up the rest, but for a dead line.
 *
 * | Came                               | → |
 * |------------------------------------|---|
 * | pushed: hub ahead, first time      | take back what it holds |
 * | taken back: later                  | that is how the push ended |
 * | taken back: does not link          | push again, to bring the hub our version |
 * | taken back: links                  | push again, once |
 * | pushed: done, stuck                | parts of what the hub holds |
 * | pushed: later, but for a problem   | end: the line is dead |
 * | pushed: anything else; parts sent  | what is carried for others |
 * | carried                            | pull |
 * | pulled: done                       | the situation, when wanted, at a desk |
 * | pulled: later; situation told      | end |
 */
export function stepRound(state: RoundState, input: RoundInput): RoundMove {
  switch (input.kind) {
    case 'pushed':
      if (input.end.kind === 'hub-ahead' && !state.hasTakenBack)
        return { state: { ...state, hasTakenBack: true }, act: { kind: 'take-back' } };
      return afterPush({ ...state, pushed: input.end });
    case 'taken-back':
      if (input.end.kind === 'later') return afterPush({ ...state, pushed: input.end });
      return { state, act: { kind: 'push', isForked: !input.doesLink } };
    case 'parts-sent':
      return { state: { ...state, sent: input.end }, act: { kind: 'carry' } };
    case 'carried':
      return withNext({ ...state, carried: input.end }, pullOrEnd);
    case 'pulled':
      return withNext({ ...state, pulled: input.end }, situationOrEnd);
    case 'situation-told':
      return { state, act: { kind: 'end' } };
  }
}

/** The `code` of a list that can be read and that nobody signed: hubs from before lists were signed send such. */
export const unsignedList = 'unsigned-list';

/** Whether the hub is older than this app, as far as an answer that nobody signed can tell: a hint, to be shown and no more. */
export function isHubOlder({ pushed, pulled }: RoundState): boolean {
  return [pushed, pulled].some((end) => end?.kind === 'later' && end.code === unsignedList);
}

/**
 * Why the round is to be tried again; null: everything wanted was done, or all but lists of a hub that is older than this app. It has
 * answered for what was sent, and will sign no list however often it is asked.
 */
export function whyAgain(state: RoundState): Later['because'] | null {
  const { pushed, sent, carried, pulled } = state;
  const lists = isHubOlder(state) && pushed?.kind === 'done' ? null : pulled;
  return [pushed, sent, carried, lists].find((end) => end?.kind === 'later')?.because ?? null;
}

/** Whether the round is to be tried again for parts alone that the hub did not take: whatever else comes up does not wait for that. */
export function isForPartsAlone(state: RoundState): boolean {
  const isProblem = state.sent?.kind === 'later' && state.sent.because === 'problem';
  return isProblem && whyAgain({ ...state, sent: null }) === null;
}

function afterPush(state: RoundState): RoundMove {
  const { pushed } = state;
  if (pushed?.kind === 'later' && pushed.because !== 'problem') return { state, act: { kind: 'end' } };
  if (pushed?.kind !== 'done' && pushed?.kind !== 'stuck') return { state, act: { kind: 'carry' } };
  return { state, act: { kind: 'send-parts', head: pushed.head, nonce: pushed.nonce } };
}

function pullOrEnd(state: RoundState): RoundAct {
  return state.wanted.push || state.wanted.pull ? { kind: 'pull' } : situationOrEnd(state);
}

function situationOrEnd({ wanted, isDesk, pulled }: RoundState): RoundAct {
  return wanted.situation && isDesk && pulled?.kind !== 'later' ? { kind: 'tell-situation' } : { kind: 'end' };
}

function withNext(state: RoundState, next: (state: RoundState) => RoundAct): RoundMove {
  return { state, act: next(state) };
}
