import type { HeldReason } from '../../domain/shared/held-codes.ts';
import type { Signed } from '../../protocol/signed.ts';
import type { Queryable } from '../ports.ts';
import { textArray } from '../store/text-array.ts';
import type { ReadEvent } from './read-envelope.ts';
import type { HeldGrant } from './why-held.ts';

/** A device's chain, locked to the end of the transaction. */
export interface LockedChain extends Record<string, unknown> {
  readonly id: string;
  readonly device: string;
  readonly seq: number;
  readonly hash: string | null;
  readonly closed_at: number | null;
  readonly status: string;
  readonly epoch: string;
  readonly grants: readonly HeldGrant[];
}

/** By id, locked in its order, with the grants of their devices: who writes by one of them had it before the push began. */
export async function lockChains(tx: Queryable, chains: readonly string[]): Promise<Map<string, LockedChain>> {
  const rows = await tx.query<LockedChain>(
    `select c.id, c.device, c.seq, c.hash, c.closed_at, d.status, h.epoch,
            (select coalesce(json_agg(json_build_object('person', g.person, 'role', g.role, 'fromAt', g.from_at, 'toAt', g.to_at)), '[]')
               from device_grant g where g.device = c.device) as grants
       from chain c join device d on d.id = c.device cross join hub h where c.id = any($1::uuid[]) order by c.id for update of c`,
    [chains],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export async function grantsOfChain(tx: Queryable, chain: string): Promise<HeldGrant[]> {
  return tx.query<HeldGrant & Record<string, unknown>>(
    `select g.person, g.role, g.from_at as "fromAt", g.to_at as "toAt"
       from device_grant g join chain c on c.device = g.device where c.id = $1`,
    [chain],
  );
}

/** A version of a link the hub holds, in the chain or forked off, with the receipt it got. */
export interface HeldVersion extends Record<string, unknown> {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
  readonly raw: string;
  readonly sig: string;
  readonly kid: string;
  readonly forked: boolean;
}

/** A link that was sent, by its place and what it is and follows. */
export interface NamedLink {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
  readonly prev: string | null;
}

/** The receipts of the events held at the places of these links. To be asked once their chains are locked. Looked up one by one, whatever the planner knows. */
export async function versionsAt(tx: Queryable, links: readonly NamedLink[]): Promise<HeldVersion[]> {
  if (links.length === 0) return [];
  return tx.query<HeldVersion>(
    `select e.chain, e.seq, e.hash, e.raw, e.sig, e.kid, false as forked
       from unnest($1::uuid[], $2::bigint[]) as link(chain, seq)
      cross join lateral (
            select chain, seq, hash, receipt_raw as raw, receipt_sig as sig, receipt_kid as kid
              from event where chain = link.chain and seq = link.seq limit 1) as e`,
    [links.map(({ chain }) => chain), links.map(({ seq }) => seq)],
  );
}

/** The receipts of the versions forked off that these links are or follow. To be asked once their chains are locked. */
export async function forksAround(tx: Queryable, links: readonly NamedLink[]): Promise<HeldVersion[]> {
  if (links.length === 0) return [];
  return tx.query<HeldVersion>(
    `select chain, seq, hash, receipt_raw as raw, receipt_sig as sig, receipt_kid as kid, true as forked
       from event_fork where chain = any($1::uuid[]) and hash = any($2::text[])`,
    [
      [...new Set(links.map(({ chain }) => chain))],
      links.flatMap(({ hash, prev }) => (prev === null ? [hash] : [hash, prev])),
    ],
  );
}

/** An event about to be written, with the receipt it gets. */
export interface AcceptedEvent {
  readonly read: ReadEvent;
  readonly heldBecause: HeldReason | null;
  readonly receipt: Signed;
}

/** A version that is not the chain's, with the receipt it gets. */
export type ForkedEvent = Omit<AcceptedEvent, 'heldBecause'>;

/** Writes links at the ends of locked chains, in order, with their wraps and the parts they name; the last of each becomes its head. */
export async function insertEvents(tx: Queryable, now: number, accepted: readonly AcceptedEvent[]): Promise<void> {
  if (accepted.length === 0) return;
  const heads = [...new Map(accepted.map(({ read }) => [read.event.chain, read])).values()];
  const column = <T>(pick: (one: AcceptedEvent) => T) => accepted.map(pick);
  await tx.query(
    `with added as (
     insert into event (chain, seq, id, hash, raw, sig, kid, kind, schema, person, held_because, outcome, received_at, receipt_raw, receipt_sig, receipt_kid)
     select e.chain, e.seq, e.id, e.hash, e.raw, e.sig, e.kid, e.kind, e.schema, e.person, e.because,
            case when e.because is null then 'stored' else 'held' end, $1, e.receipt_raw, e.receipt_sig, e.receipt_kid
       from unnest($2::uuid[], $3::bigint[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::integer[], $11::uuid[], $12::text[], $13::text[], $14::text[], $15::text[])
         as e(chain, seq, id, hash, raw, sig, kid, kind, schema, person, because, receipt_raw, receipt_sig, receipt_kid))
     update chain c set seq = head.seq, hash = head.hash
       from unnest($16::uuid[], $17::bigint[], $18::text[]) as head(chain, seq, hash) where c.id = head.chain`,
    [
      ...[now, column(({ read }) => read.event.chain)],
      ...[column(({ read }) => read.event.seq), column(({ read }) => read.event.id), column(({ read }) => read.hash)],
      textArray(column(({ read }) => read.sent.raw)),
      ...[column(({ read }) => read.sent.sig), column(({ read }) => read.sent.kid)],
      ...[column(({ read }) => read.event.kind), column(({ read }) => read.event.schema)],
      ...[column(({ read }) => read.event.person), column(({ heldBecause }) => heldBecause)],
      textArray(column(({ receipt }) => receipt.raw)),
      ...[column(({ receipt }) => receipt.sig), column(({ receipt }) => receipt.kid)],
      ...[heads.map(({ event }) => event.chain), heads.map(({ event }) => event.seq), heads.map(({ hash }) => hash)],
    ],
  );
  await insertWraps(tx, accepted);
  await insertPartNames(tx, accepted);
}

async function insertWraps(tx: Queryable, accepted: readonly AcceptedEvent[]): Promise<void> {
  const wraps = accepted.flatMap(({ read: { sent, event } }) =>
    sent.wraps.map((wrap) => ({ chain: event.chain, seq: event.seq, ...wrap })),
  );
  if (wraps.length === 0) return;
  await tx.query(
    `insert into event_wrap (chain, seq, to_kid, alg, enc, key)
     select * from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[]) on conflict do nothing`,
    [
      ...[
        wraps.map(({ chain }) => chain),
        wraps.map(({ seq }) => seq),
        wraps.map(({ to }) => to),
        wraps.map(({ alg }) => alg),
      ],
      ...[wraps.map(({ enc }) => enc), wraps.map(({ key }) => key)],
    ],
  );
}

async function insertPartNames(tx: Queryable, accepted: readonly AcceptedEvent[]): Promise<void> {
  const parts = accepted.flatMap(({ read: { event } }) =>
    event.parts.map((part, ordinal) => ({ chain: event.chain, seq: event.seq, ordinal, ...part })),
  );
  if (parts.length === 0) return;
  await tx.query(
    `insert into event_part (chain, seq, ordinal, sha256, role, type, bytes, stored)
     select n.*, exists (select 1 from part p where p.sha256 = n.sha256)
       from unnest($1::uuid[], $2::bigint[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::bigint[])
         as n(chain, seq, ordinal, sha256, role, type, bytes)`,
    [
      ...[parts.map(({ chain }) => chain), parts.map(({ seq }) => seq), parts.map(({ ordinal }) => ordinal)],
      parts.map(({ sha256 }) => sha256),
      ...[parts.map(({ role }) => role), parts.map(({ type }) => type), parts.map(({ bytes }) => bytes)],
    ],
  );
}

/** Keeps a version that is not the chain's beside it; without its keys when the chain's was erased. */
export async function insertFork(tx: Queryable, now: number, read: ReadEvent, receipt: Signed): Promise<void> {
  const { sent, event, hash } = read;
  await tx.query(
    `insert into event_fork (chain, seq, hash, raw, sig, kid, wraps, received_at, receipt_raw, receipt_sig, receipt_kid)
     values ($1, $2, $3, $4, $5, $6,
       case when exists (select 1 from event e join erasure x on x.record = e.id where e.chain = $1 and e.seq = $2)
            then '[]' else $7::jsonb end, $8, $9, $10, $11)`,
    [
      ...[event.chain, event.seq, hash, sent.raw, sent.sig, sent.kid, JSON.stringify(sent.wraps), now],
      ...[receipt.raw, receipt.sig, receipt.kid],
    ],
  );
}
