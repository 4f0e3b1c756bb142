import { partAnswerSchema } from '../../protocol/custody.ts';
import type { OutboxStore } from '../storage/outbox-store.ts';
import type { PartStore } from '../storage/part-store.ts';
import type { HubHeadRow, PartRow } from '../storage/rows.ts';
import type { HubConnection } from './hub-connection.ts';
import type { LaterReason } from './signed-requests.ts';

export interface PartStores {
  readonly outbox: OutboxStore;
  readonly parts: PartStore;
}

export type PartsEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'later'; readonly because: LaterReason; readonly code: string | null };

/** Sends what the hub's events name and it lacks, personal fields first, small before large. One refused part delays no other. */
export async function sendParts(
  stores: PartStores,
  hub: HubConnection,
  head: HubHeadRow,
  firstNonce: string,
  signal: AbortSignal,
): Promise<PartsEnd> {
  let nonce = firstNonce;
  let end: PartsEnd = { kind: 'done' };
  for (const part of await stores.outbox.partsToSend(head)) {
    const sent = await sendPart(stores, hub, part, nonce, signal);
    if (sent.kind === 'sent') nonce = sent.nonce;
    else end = sent;
    if (sent.kind === 'later' && sent.because !== 'problem') break;
  }
  return end;
}

async function sendPart(
  { outbox, parts }: PartStores,
  hub: HubConnection,
  { sha256 }: PartRow,
  nonce: string,
  signal: AbortSignal,
): Promise<{ kind: 'sent'; nonce: string } | Exclude<PartsEnd, { kind: 'done' }>> {
  const body = await parts.readBytes(sha256);
  if (!body) return { kind: 'later', because: 'problem', code: 'not-found' };
  const headers = { 'content-type': 'application/octet-stream' };
  const request = { method: 'PUT', path: `/api/v1/parts/${sha256}`, headers, body, nonce } as const;
  const asked = await hub.requests.ask(request, partAnswerSchema, signal);
  if (asked.kind === 'later') return asked;
  if (asked.says.sha256 !== sha256) return { kind: 'later', because: 'unsigned', code: null };
  await outbox.partReceived(sha256);
  return { kind: 'sent', nonce: asked.says.nonce };
}
