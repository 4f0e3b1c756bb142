import { maxMessageBytes } from '../src/protocol/telemetry.ts';
import type { JournalMessage, MessageDraft, Stamp } from './journal-record.ts';

/** The payload of a message: the same bytes at every repeat. Throws when it is longer than the contract allows. */
export function encodeMessage({ boot, seq, draft }: JournalMessage, stamp: Stamp): string {
  const { sent, h } = stamp;
  const payload = JSON.stringify({ v: 1, boot, seq, sent, h, e: timed(draft, stamp), ...alarmOf(draft) });
  const bytes = Buffer.byteLength(payload);
  if (bytes > maxMessageBytes)
    throw new Error(`message ${boot}/${seq} has ${bytes} bytes, more than ${maxMessageBytes}`);
  return payload;
}

function alarmOf({ alarm }: MessageDraft): Pick<MessageDraft, 'alarm'> {
  return alarm ? { alarm } : {};
}

/** The base time goes into the first record and holds for all that follow. */
function timed({ e }: MessageDraft, { bt }: Stamp): MessageDraft['e'] {
  const [first, ...rest] = e;
  if (!first || bt === undefined) return e;
  const { bn, ...others } = first;
  return [{ ...(bn !== undefined && { bn }), bt, ...others }, ...rest];
}
