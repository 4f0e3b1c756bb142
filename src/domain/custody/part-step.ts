import type { Later } from './push-step.ts';
import { firstChunkBytes } from './size-chunk.ts';

/** A part this small goes whole, in one request; and so does one that is no longer than a chunk on a line found good. */
export const wholeBytes = 64 * 1024;
/** A hub that so often has no more than before, or not all when nothing is left to send, has other bytes than ours: it gets ours whole. */
const mostStalls = 4;

/** Between two steps of bringing one part to the hub. */
export interface PartState {
  readonly phase: 'progress' | 'chunk' | 'whole' | 'check';
  readonly bytes: number;
  readonly offset: number;
  readonly stalls: number;
  /** Why the hub did not take it, while its bytes are looked at. */
  readonly refusal: Later | null;
}

/** How the sending of a part ended. `spoilt`: its bytes went bad on this phone, or are gone; sending them again would never help. */
export type PartSent = { readonly kind: 'sent' } | { readonly kind: 'spoilt' } | Later;

/**
 * What to do next. `isFirst`: note on disk that it was begun, before the chunk is sent. A chunk is as long as the line carries.
 * `check-bytes`: whether they still hash to their name.
 */
export type PartAct =
  | { readonly kind: 'ask-progress' }
  | { readonly kind: 'send-whole' }
  | { readonly kind: 'send-chunk'; readonly offset: number; readonly isFirst: boolean }
  | { readonly kind: 'check-bytes' }
  | { readonly kind: 'end'; readonly end: PartSent };

/** `told`: signed by the hub, how much of the part it has. */
export type PartInput =
  | { readonly kind: 'told'; readonly offset: number; readonly complete: boolean }
  | { readonly kind: 'checked'; readonly isAsNamed: boolean }
  | Later;

export interface PartMove {
  readonly state: PartState;
  readonly act: PartAct;
}

interface PartToBegin {
  readonly bytes: number | null;
  readonly hasBegun: boolean;
}

/**
 * How a part of so many bytes is begun, on a line that carries `chunkBytes` at a time; null: its bytes are gone, and nothing is sent.
 *
 * | at most 64 kB | begun before | the line is good, and it is one chunk | → |
 * |---------------|--------------|---------------------------------------|---|
 * | yes           | –            | –                                     | whole |
 * | no            | yes          | –                                     | ask where it goes on |
 * | no            | no           | yes                                   | whole |
 * | no            | no           | no                                    | in chunks from the first byte |
 */
export function beginPart(part: PartToBegin, chunkBytes: number): PartMove {
  const { hasBegun } = part;
  const bytes = part.bytes ?? 0;
  const state = { bytes, offset: 0, stalls: 0, refusal: null };
  if (part.bytes === null) return { state: { ...state, phase: 'check' }, act: endedBy(spoilt) };
  const isOneChunk = chunkBytes > firstChunkBytes && bytes <= chunkBytes;
  if (bytes <= wholeBytes || (!hasBegun && isOneChunk))
    return { state: { ...state, phase: 'whole' }, act: { kind: 'send-whole' } };
  if (hasBegun) return { state: { ...state, phase: 'progress' }, act: { kind: 'ask-progress' } };
  return { state: { ...state, phase: 'chunk' }, act: { kind: 'send-chunk', offset: 0, isFirst: true } };
}

/**
 * One step: where a cut part goes on, the hub says; a page that dies between two chunks loses at most the one under way. Why the hub
 * did not take a part, nobody signed: that only makes this phone look at the bytes itself.
 */
export function stepPart(state: PartState, input: PartInput): PartMove {
  if (input.kind === 'later') return afterNothing(state, input);
  if (input.kind === 'checked') return { state, act: endedBy(input.isAsNamed ? (state.refusal ?? stalled) : spoilt) };
  if (input.complete || state.phase === 'whole') return { state, act: endedBy({ kind: 'sent' }) };
  const offset = Math.min(input.offset, state.bytes);
  const isStalled = state.phase === 'chunk' && offset <= state.offset;
  const stalls = state.stalls + (isStalled ? 1 : 0);
  const next: PartState = { ...state, phase: 'chunk', offset, stalls };
  if (stalls >= mostStalls) return { state: { ...next, phase: 'whole' }, act: { kind: 'send-whole' } };
  return { state: next, act: { kind: 'send-chunk', offset, isFirst: false } };
}

function afterNothing(state: PartState, refusal: Later): PartMove {
  if (refusal.because !== 'problem') return { state, act: endedBy(refusal) };
  return { state: { ...state, phase: 'check', refusal }, act: { kind: 'check-bytes' } };
}

function endedBy(end: PartSent): PartAct {
  return { kind: 'end', end };
}

const spoilt: PartSent = { kind: 'spoilt' };
const stalled: Later = { kind: 'later', because: 'problem', status: null, code: null };

/** What the hub knows of a part when a chunk of it comes. `named`: the bytes that events name it with, the most of them; null: none does. */
export interface ChunkMoment {
  readonly named: number | null;
  readonly isComplete: boolean;
  readonly offset: number;
  readonly length: number;
}

/** Whether a chunk is looked at: only parts that events name are taken in, and no more of them than their size. */
export function judgeChunk({
  named,
  isComplete,
  offset,
  length,
}: ChunkMoment): 'not-named' | 'complete' | 'too-long' | 'take' {
  if (named === null) return 'not-named';
  if (isComplete) return 'complete';
  return offset + length > named ? 'too-long' : 'take';
}
