import { maxMessageBytes } from '../src/protocol/telemetry.ts';
import type { JournalMessage, MessageDraft, Stamp } from './journal.ts';

/** The payload of a message: the same bytes at every repeat. Throws when it is longer than the contract allows. */
export function encodeMessage({ boot, seq, draft }: JournalMessage, { sent, h }: Stamp): string {
  const payload = JSON.stringify({ v: 1, boot, seq, sent, h, e: draft.e, ...alarmOf(draft) });
  const bytes = Buffer.byteLength(payload);
  if (bytes > maxMessageBytes)
    throw new Error(`message ${boot}/${seq} has ${bytes} bytes, more than ${maxMessageBytes}`);
  return payload;
}

function alarmOf({ alarm }: MessageDraft): Pick<MessageDraft, 'alarm'> {
  return alarm ? { alarm } : {};
}
