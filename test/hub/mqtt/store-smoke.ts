import { readMessage } from '../../../src/hub/mqtt/read-message.ts';
import { storeBatch } from '../../../src/hub/mqtt/store-batch.ts';
import { aSmokeMessage, type Field } from './field.ts';

export const start = 1_790_000_000;

/** So many seconds after the start, epoch ms. */
export const now = (seconds: number) => (start + seconds) * 1000;

export interface Sent {
  readonly seq: number;
  readonly smoke: number;
  readonly at: number;
  readonly h?: 0 | 1;
}

/** Stores messages as one batch; `at` are seconds after the start, received at once. */
export function storeSmoke(field: Field, messages: readonly Sent[], leaf = 'tel', on?: boolean) {
  const incoming = messages.map(({ at, ...rest }) => {
    const text = aSmokeMessage({ ...rest, at: start + at });
    const payload = on === undefined ? text : JSON.stringify({ ...JSON.parse(text), alarm: { kind: 'smoke', on } });
    return { topic: `hulin/v1/gw-a/${leaf}`, payload: Buffer.from(payload), receivedAt: now(at), retained: false };
  });
  return storeBatch(field.database, field.keys, incoming.map(readMessage), now(messages.at(-1)?.at ?? 0));
}
