import type { HeldReason } from '../../domain/shared/held-codes.ts';
import type { Signed } from '../../protocol/signed.ts';
import type { Queryable } from '../ports.ts';
import type { ReadEvent } from './read-envelope.ts';
import type { HeldGrant } from './why-held.ts';

/** A device's chain, locked to the end of the transaction. */
export interface LockedChain extends Record<string, unknown> {
  readonly seq: number;
  readonly hash: string | null;
  readonly closed_at: number | null;
  readonly status: string;
  readonly epoch: string;
  readonly grants: readonly HeldGrant[];
}

const grantsOf = `from device_grant g join chain c on c.device = g.device where c.id = $1`;

/** With the grants of its device: who writes by one of them had it before the push began. */
export async function lockChain(tx: Queryable, chain: string): Promise<LockedChain> {
  const [row] = await tx.query<LockedChain>(
    `select c.seq, c.hash, c.closed_at, d.status, h.epoch,
            (select coalesce(json_agg(json_build_object('person', g.person, 'role', g.role, 'fromAt', g.from_at, 'toAt', g.to_at)), '[]')
               ${grantsOf}) as grants
       from chain c join device d on d.id = c.device cross join hub h where c.id = $1 for update of c`,
    [chain],
  );
  if (!row) throw new Error('the chain is gone'); // chains are never deleted
  return row;
}

export async function grantsOfChain(tx: Queryable, chain: string): Promise<HeldGrant[]> {
  return tx.query<HeldGrant & Record<string, unknown>>(
    `select g.person, g.role, g.from_at as "fromAt", g.to_at as "toAt" ${grantsOf}`,
    [chain],
  );
}

/** A version of a link the hub holds, in the chain or forked off, with the receipt it got. */
export interface HeldVersion extends Record<string, unknown> {
  readonly seq: number;
  readonly hash: string;
  readonly raw: string;
  readonly sig: string;
  readonly kid: string;
  readonly forked: boolean;
}

/** The receipts of the events held at these places, and of the forked-off versions among these hashes. To be asked once the chain is locked. */
export async function versionsAround(
  tx: Queryable,
  chain: string,
  seqs: readonly number[],
  hashes: readonly string[],
): Promise<HeldVersion[]> {
  return tx.query<HeldVersion>(
    `select seq, hash, receipt_raw as raw, receipt_sig as sig, receipt_kid as kid, false as forked
       from event where chain = $1 and seq = any($2::bigint[])
      union all
     select seq, hash, receipt_raw, receipt_sig, receipt_kid, true
       from event_fork where chain = $1 and hash = any($3::text[])`,
    [chain, seqs, hashes],
  );
}

/** An event about to be written, with the receipt it gets. */
export interface AcceptedEvent {
  readonly read: ReadEvent;
  readonly heldBecause: HeldReason | null;
  readonly receipt: Signed;
}

/** Writes links at the end of a locked chain, in order, with their wraps and the parts they name; the last one becomes the head. */
export async function insertEvents(
  tx: Queryable,
  chain: string,
  now: number,
  accepted: readonly AcceptedEvent[],
): Promise<void> {
  const last = accepted.at(-1);
  if (!last) return;
  const column = <T>(pick: (one: AcceptedEvent) => T) => accepted.map(pick);
  await tx.query(
    `with added as (
     insert into event (chain, seq, id, hash, raw, sig, kid, kind, schema, person, held_because, outcome, received_at, receipt_raw, receipt_sig, receipt_kid)
     select $1, e.seq, e.id, e.hash, e.raw, e.sig, e.kid, e.kind, e.schema, e.person, e.because,
            case when e.because is null then 'stored' else 'held' end, $2, e.receipt_raw, e.receipt_sig, e.receipt_kid
       from unnest($3::bigint[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::integer[], $11::uuid[], $12::text[], $13::text[], $14::text[], $15::text[])
         as e(seq, id, hash, raw, sig, kid, kind, schema, person, because, receipt_raw, receipt_sig, receipt_kid))
     update chain set seq = $16, hash = $17 where id = $1`,
    [
      ...[chain, now],
      ...[column(({ read }) => read.event.seq), column(({ read }) => read.event.id), column(({ read }) => read.hash)],
      ...[
        column(({ read }) => read.sent.raw),
        column(({ read }) => read.sent.sig),
        column(({ read }) => read.sent.kid),
      ],
      ...[column(({ read }) => read.event.kind), column(({ read }) => read.event.schema)],
      ...[column(({ read }) => read.event.person), column(({ heldBecause }) => heldBecause)],
      ...[
        column(({ receipt }) => receipt.raw),
        column(({ receipt }) => receipt.sig),
        column(({ receipt }) => receipt.kid),
      ],
      ...[last.read.event.seq, last.read.hash],
    ],
  );
  await insertWraps(tx, chain, accepted);
  await insertPartNames(tx, chain, accepted);
}

async function insertWraps(tx: Queryable, chain: string, accepted: readonly AcceptedEvent[]): Promise<void> {
  const wraps = accepted.flatMap(({ read }) => read.sent.wraps.map((wrap) => ({ seq: read.event.seq, ...wrap })));
  if (wraps.length === 0) return;
  await tx.query(
    `insert into event_wrap (chain, seq, to_kid, alg, enc, key)
     select $1, w.* from unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[]) as w on conflict do nothing`,
    [
      ...[chain, wraps.map(({ seq }) => seq), wraps.map(({ to }) => to), wraps.map(({ alg }) => alg)],
      ...[wraps.map(({ enc }) => enc), wraps.map(({ key }) => key)],
    ],
  );
}

async function insertPartNames(tx: Queryable, chain: string, accepted: readonly AcceptedEvent[]): Promise<void> {
  const parts = accepted.flatMap(({ read: { event } }) =>
    event.parts.map((part, ordinal) => ({ seq: event.seq, ordinal, ...part })),
  );
  if (parts.length === 0) return;
  await tx.query(
    `insert into event_part (chain, seq, ordinal, sha256, role, type, bytes)
     select $1, p.* from unnest($2::bigint[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::bigint[]) as p`,
    [
      ...[chain, parts.map(({ seq }) => seq), parts.map(({ ordinal }) => ordinal), parts.map(({ sha256 }) => sha256)],
      ...[parts.map(({ role }) => role), parts.map(({ type }) => type), parts.map(({ bytes }) => bytes)],
    ],
  );
}

/** Keeps a version that is not the chain's beside it; without its keys when the chain's was erased. */
export async function insertFork(
  tx: Queryable,
  chain: string,
  now: number,
  read: ReadEvent,
  receipt: Signed,
): Promise<void> {
  const { sent, event, hash } = read;
  await tx.query(
    `insert into event_fork (chain, seq, hash, raw, sig, kid, wraps, received_at, receipt_raw, receipt_sig, receipt_kid)
     values ($1, $2, $3, $4, $5, $6,
       case when exists (select 1 from event e join erasure x on x.record = e.id where e.chain = $1 and e.seq = $2)
            then '[]' else $7::jsonb end, $8, $9, $10, $11)`,
    [
      ...[chain, event.seq, hash, sent.raw, sent.sig, sent.kid, JSON.stringify(sent.wraps), now],
      ...[receipt.raw, receipt.sig, receipt.kid],
    ],
  );
}
