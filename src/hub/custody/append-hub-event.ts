import { uuidv7 } from 'uuidv7';
import type { EventKind } from '../../domain/shared/codes.ts';
import { sha256Hex } from '../../protocol/bytes.ts';
import type { HulinEvent } from '../../protocol/event.ts';
import type { Signed } from '../../protocol/signed.ts';
import type { Queryable } from '../ports.ts';
import type { HubSigner } from './hub-signer.ts';
import type { ChangeDraft } from './record-change.ts';
import { signReceipt } from './sign-receipt.ts';

/** What the hub itself decided. `person` is who ordered it; left out, the hub's own chain stands for the hub. */
export interface HubEventDraft {
  readonly kind: EventKind;
  readonly schema: number;
  readonly body: Record<string, unknown>;
  readonly person?: string;
}

export interface HubEvent {
  readonly id: string;
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
  /** To be handed to `recordChanges` at the end of the same transaction. */
  readonly change: ChangeDraft;
}

/** One document's life, as in every event; the hub's lasts as long as its process. */
const boot = uuidv7();

interface HubHead extends Record<string, unknown> {
  readonly chain: string;
  readonly epoch: string;
  readonly seq: number;
  readonly hash: string | null;
}

/**
 * Puts one event, signed by the hub, at the end of the hub's own chain. Locks that chain to the end of the transaction:
 * call it after device chains, stations and alarms are locked, and `recordChanges` with its `change` last.
 */
export async function appendHubEvent(
  tx: Queryable,
  keys: HubSigner,
  now: number,
  draft: HubEventDraft,
): Promise<HubEvent> {
  const [head] = await tx.query<HubHead>(
    'select h.chain, h.epoch, c.seq, c.hash from hub h join chain c on c.id = h.chain where c.closed_at is null for update of c',
  );
  // None at the very moment when a new epoch begins: whoever asked asks again.
  if (!head) throw new Error('the hub has no open chain of its own: the database is not set up');
  const event = nextHubEvent(head, now, draft);
  const signed = await keys.sign('event', JSON.stringify(event));
  const hash = await sha256Hex(signed.raw);
  const place = { chain: head.chain, seq: event.seq, hash };
  const receipt = await signReceipt(keys, { ...place, outcome: 'stored', time: now, epoch: head.epoch });
  await insertHubEvent(tx, now, event, hash, signed, receipt);
  await tx.query('update chain set seq = $2, hash = $3 where id = $1', [head.chain, event.seq, hash]);
  return { id: event.id, ...place, change: hubEventChange(head.chain, event.seq) };
}

function nextHubEvent(head: HubHead, now: number, draft: HubEventDraft): HulinEvent {
  return {
    v: 1,
    id: uuidv7(),
    chain: head.chain,
    seq: head.seq + 1,
    prev: head.hash,
    kind: draft.kind,
    schema: draft.schema,
    person: draft.person ?? head.chain,
    at: { wall: now, zone: 'Asia/Shanghai', monotonic: performance.now(), boot, seen: now },
    body: draft.body,
    parts: [],
  };
}

function hubEventChange(chain: string, seq: number): ChangeDraft {
  return { entity: 'event', key: `${chain}/${seq}`, audience: 'desk', chain, area: '*', body: null };
}

async function insertHubEvent(
  tx: Queryable,
  now: number,
  event: HulinEvent,
  hash: string,
  signed: Signed,
  receipt: Signed,
): Promise<void> {
  await tx.query(
    `insert into event (chain, seq, id, hash, raw, sig, kid, kind, schema, person, outcome, received_at, receipt_raw, receipt_sig, receipt_kid)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'stored', $11, $12, $13, $14)`,
    [
      ...[event.chain, event.seq, event.id, hash, signed.raw, signed.sig, signed.kid],
      ...[event.kind, event.schema, event.person, now, receipt.raw, receipt.sig, receipt.kid],
    ],
  );
}
