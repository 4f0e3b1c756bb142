import type { PartMove } from '../../src/domain/custody/part-step.ts';
import type { PartEnd } from '../../src/domain/custody/round-step.ts';
import type { PhoneCalls } from './phone-calls.ts';
import { type PhonePart, partBegun, partReceived, partSpoilt } from './phone-db.ts';
import { hashOf } from './stand-in.ts';

/** A character of a simulated part stands for so many bytes: as many as the smallest chunk. */
export const unitBytes = 16 * 1024;
const mostChunkBytes = 1024 * 1024;

interface Told {
  readonly sha256: string;
  readonly offset: number;
  readonly complete: boolean;
  readonly nonce: string;
}

/** Sends parts one after the other as `stepPart` says; one that is refused delays no other. */
export function sendParts(
  calls: PhoneCalls,
  queue: readonly PhonePart[],
  nonce: string,
  end: PartEnd,
  done: (end: PartEnd) => void,
): void {
  const [part, ...rest] = queue;
  if (!part) return done(end);
  const { phone, around } = calls;
  const move = around.steps.beginPart({ bytes: part.bytes, hasBegun: part.hasBegun }, phone.chunkBytes);
  perform(calls, part, move, nonce, (partEnd, next) => {
    if (partEnd.kind === 'later' && partEnd.because !== 'problem') return done(partEnd);
    sendParts(calls, rest, next, partEnd.kind === 'later' ? partEnd : end, done);
  });
}

type Ended = (end: PartEnd, nonce: string) => void;

function perform(calls: PhoneCalls, part: PhonePart, { state, act }: PartMove, nonce: string, ended: Ended): void {
  const { phone, around } = calls;
  const { sha256, content } = part;
  if (act.kind === 'end') {
    if (act.end.kind === 'later') return ended(act.end, nonce);
    phone.write(act.end.kind === 'spoilt' ? partSpoilt(phone.db, sha256) : partReceived(phone.db, sha256));
    return ended({ kind: 'done' }, nonce);
  }
  if (act.kind === 'check-bytes') {
    const checked = { kind: 'checked', isAsNamed: hashOf(content) === sha256 } as const;
    return perform(calls, part, around.steps.stepPart(state, checked), nonce, ended);
  }
  if (act.kind === 'ask-progress')
    return calls.ask('progress', phone.chain, '', sha256, (heard) => {
      const says = calls.believe<Told>(heard, 'sha256');
      const input = 'because' in says ? says : toldOf(says);
      perform(calls, part, around.steps.stepPart(state, input), nonce, ended);
    });
  if (act.kind === 'send-chunk' && act.isFirst) phone.write(partBegun(phone.db, sha256));
  const from = act.kind === 'send-chunk' ? Math.floor(act.offset / unitBytes) : 0;
  const units = act.kind === 'send-chunk' ? Math.max(1, Math.floor(phone.chunkBytes / unitBytes)) : content.length;
  const chunk = content.slice(from, from + units);
  const body = JSON.stringify({ sha256, offset: from, content: chunk });
  if (act.kind === 'send-chunk') phone.noteSent(sha256, from);
  calls.ask(act.kind === 'send-chunk' ? 'chunk' : 'part', phone.chain, nonce, body, (heard) => {
    const says = calls.believe<Told>(heard, 'sha256');
    const isCut = 'because' in says;
    const sent = isCut ? 'cut' : { bytes: chunk.length * unitBytes, elapsedMs: calls.tookMs };
    phone.chunkBytes = around.steps.sizeChunk(phone.chunkBytes, sent, mostChunkBytes);
    const input = isCut ? says : toldOf(says);
    perform(calls, part, around.steps.stepPart(state, input), isCut ? nonce : says.nonce, ended);
  });
}

function toldOf({ offset, complete }: Told) {
  return { kind: 'told', offset: offset * unitBytes, complete } as const;
}
