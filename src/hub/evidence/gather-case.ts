import type { HulinEvent } from '../../protocol/event.ts';
import { lawsCited } from '../../protocol/evidence/check-laws.ts';
import type { PublicJwk, Signed } from '../../protocol/signed.ts';
import { isRemark } from '../custody/under-id.ts';
import type { Queryable } from '../ports.ts';
import { speaksAbout } from './speaks-about.ts';

/** An event as an export needs it. */
export interface CaseEvent {
  readonly id: string;
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
  readonly kind: string;
  readonly person: string;
  readonly event: Signed;
  readonly receipt: Signed;
  readonly receivedAt: number;
  /** Whether it is a record that was asked for: the first of its id, or one by the same key. Others may write under any id. */
  readonly isRecord: boolean;
}

/** Everything signed about some records. */
export interface GatheredCase {
  readonly hub: { readonly chain: string; readonly epoch: string };
  /** The records in the order asked for, then later events about them, oldest first; then the signings of the legal texts they cite. */
  readonly events: readonly CaseEvent[];
  readonly grants: readonly CaseEvent[];
  readonly erasures: readonly CaseEvent[];
  /** Closings of the authors' chains, revocations of their devices, and what was decided about what was held. */
  readonly decisions: readonly CaseEvent[];
  readonly devices: readonly { readonly id: string; readonly kid: string; readonly jwk: PublicJwk }[];
  readonly people: readonly { readonly id: string; readonly name: string }[];
  /** How many other events name these records, and the hub does not use them. */
  readonly unused: number;
}

interface EventRow extends Record<string, unknown> {
  readonly id: string;
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
  readonly kind: string;
  readonly person: string;
  readonly raw: string;
  readonly sig: string;
  readonly kid: string;
  readonly receipt_raw: string;
  readonly receipt_sig: string;
  readonly receipt_kid: string;
  readonly received_at: number;
}

const columns = `e.id, e.chain, e.seq, e.hash, e.kind, e.person, e.raw, e.sig, e.kid,
  e.receipt_raw, e.receipt_sig, e.receipt_kid, e.received_at`;

/** `missing` names the first record the hub does not have. */
export async function gatherCase(
  db: Queryable,
  wanted: readonly string[],
): Promise<({ readonly ok: true } & GatheredCase) | { readonly ok: false; readonly missing: string }> {
  const [hub] = await db.query<GatheredCase['hub'] & Record<string, unknown>>('select chain, epoch from hub');
  if (!hub) throw new Error('the database is not set up');
  const records = [...new Set(wanted)];
  const own = await eventsById(db, records);
  const missing = records.find((id) => !own.some((event) => event.id === id));
  if (missing !== undefined) return { ok: false, missing };
  const { later, unused } = await eventsAbout(db, records);
  const same = records.flatMap((id) => own.filter((event) => event.id === id).map(toOwn));
  const signings = await signingsOf(db, own);
  const events = [...same, ...later, ...signings];
  const [devices, erasures] = [await devicesOf(db, events), await erasuresOf(db, records)];
  const ours = await hubEventsAbout(db, devices, events);
  const isGrant = ({ kind }: CaseEvent) => kind === 'grant';
  const [grants, decisions] = [ours.filter(isGrant), ours.filter((event) => !isGrant(event))];
  const people = await peopleOf(db, [...events, ...erasures, ...ours], hub.chain);
  return {
    ok: true,
    hub,
    events,
    grants,
    erasures,
    decisions,
    devices,
    people,
    unused: (own[0]?.left ?? 0) + unused,
  };
}

interface OwnRow extends EventRow {
  readonly is_record: boolean;
  /** How many in all do not go in. */
  readonly left: number;
}

const isUsed = "e.outcome = 'stored' or coalesce(r.outcome = 'released', false) as used";
const reviewed = 'left join event_review r on r.chain = e.chain and r.seq = e.seq';

/** So many of what one side wrote under the id of a record, and the hub holds, are put beside it: its own device, and all others. */
const mostHeldBeside = 100;

/** What goes in of what stands under each id, those first that the hub received first. Only that is read whole. */
function eventsById(db: Queryable, ids: readonly string[]): Promise<OwnRow[]> {
  return db.query<OwnRow>(
    `with named as (
       select e.id, e.chain, e.seq, e.received_at, ${isUsed},
           e.kid = first_value(e.kid) over (partition by e.id order by e.received_at, e.chain, e.seq) as is_record
         from event e ${reviewed} where e.id = any($1::uuid[])),
     placed as materialized (
       select n.chain, n.seq, n.is_record,
           n.used or row_number() over (partition by n.id, n.used, n.is_record order by n.received_at, n.chain, n.seq) <= $2 as goes
         from named n)
     select ${columns}, p.is_record, (select count(*) from placed where not goes) as left
       from placed p join event e on e.chain = p.chain and e.seq = p.seq where p.goes order by e.received_at, e.chain, e.seq`,
    [ids, mostHeldBeside],
  );
}

function toOwn(row: OwnRow): CaseEvent {
  return { ...toEvent(row), isRecord: row.is_record };
}

interface Naming extends Record<string, unknown> {
  readonly chain: string;
  readonly seq: number;
  readonly is_hubs: boolean;
}

/** What the hub writes about the keys of all, and what is looked for by itself. */
const keptApart = ['erasure', 'anchor', 'grant', 'closing', 'revocation', 'review'];

/**
 * What speaks about the records among all that names them and is used; and how much it does not use. Remarks are found by the index over
 * the ids in their texts, all else is looked through (`case`: no remark is unpacked for that); what is not used is never brought here.
 */
async function eventsAbout(
  db: Queryable,
  records: readonly string[],
): Promise<{ readonly later: CaseEvent[]; readonly unused: number }> {
  const rows = await db.query<{ unused: number } & ({ chain: null } | Naming)>(
    `with places as (
       select chain, seq from event e where ${isRemark} and ids_in(e.raw) && $1::text[]
       union all select chain, seq from event e where case when ${isRemark} or e.kind = any($4::text[]) then false else e.raw like any($2::text[]) end),
     naming as materialized (
       select e.chain, e.seq, e.received_at, ${isUsed}, c.device is null as is_hubs
         from places join event e using (chain, seq) join chain c on c.id = e.chain ${reviewed} where e.id <> all($3::uuid[])),
     counted as (select count(*) as unused from naming where not used)
     select n.chain, n.seq, n.is_hubs, counted.unused
       from counted left join naming n on n.used order by n.received_at, n.chain, n.seq`,
    [records, records.map((id) => `%"${id}"%`), records, keptApart],
  );
  const used = rows.filter((row) => row.chain !== null);
  const later: CaseEvent[] = [];
  for (let from = 0; from < used.length; from += mostAtOnce) {
    later.push(...(await speakingAt(db, used.slice(from, from + mostAtOnce), records)));
  }
  return { later, unused: rows[0]?.unused ?? 0 };
}

/** So many texts are read at once. */
const mostAtOnce = 100;

async function speakingAt(db: Queryable, places: readonly Naming[], records: readonly string[]): Promise<CaseEvent[]> {
  const rows = await db.query<EventRow & Pick<Naming, 'is_hubs'>>(
    `select ${columns}, n.is_hubs from unnest($1::uuid[], $2::bigint[], $3::boolean[]) as n(chain, seq, is_hubs)
       join event e on e.chain = n.chain and e.seq = n.seq order by e.received_at, e.chain, e.seq`,
    [places.map(({ chain }) => chain), places.map(({ seq }) => seq), places.map(({ is_hubs }) => is_hubs)],
  );
  return rows.filter((row) => row.is_hubs || speaksAbout(JSON.parse(row.raw) as HulinEvent, records)).map(toEvent);
}

/** Where the legal office signed what these records cite. */
async function signingsOf(db: Queryable, records: readonly OwnRow[]): Promise<CaseEvent[]> {
  const cited = records.flatMap(({ raw }) => lawsCited(JSON.parse(raw) as HulinEvent));
  const rows = await db.query<EventRow>(
    `select ${columns} from event e
      where e.kind = 'legal-text' and e.id in (select event from legal_text where sha256 = any($1::text[]))
      order by e.received_at, e.chain, e.seq`,
    [cited.map(({ sha256 }) => sha256)],
  );
  return rows.map(toEvent);
}

async function devicesOf(db: Queryable, events: readonly CaseEvent[]): Promise<GatheredCase['devices']> {
  return db.query<GatheredCase['devices'][number] & Record<string, unknown>>(
    'select id, kid, jwk from device where kid = any($1::text[]) order by id',
    [events.map(({ event }) => event.kid)],
  );
}

/** What the hub wrote about these devices and these very events: on any chain of its own, it has another one after each restore. */
async function hubEventsAbout(
  db: Queryable,
  devices: GatheredCase['devices'],
  events: readonly CaseEvent[],
): Promise<CaseEvent[]> {
  const rows = await db.query<EventRow>(
    `with ours as materialized (
       select e.*, case when e.kind = 'review' then 'hash' else 'kid' end as by from event e join chain c on c.id = e.chain
        where c.device is null and e.kind in ('grant', 'closing', 'revocation', 'review'))
     select ${columns} from ours e where e.raw::jsonb -> 'body' ->> e.by = any($1::text[]) order by e.received_at, e.seq`,
    [[...devices.map(({ kid }) => kid), ...events.map(({ hash }) => hash)]],
  );
  return rows.map(toEvent);
}

async function erasuresOf(db: Queryable, records: readonly string[]): Promise<CaseEvent[]> {
  const rows = await db.query<EventRow>(
    `select distinct ${columns} from erasure x join event e on e.id = x.event join chain c on c.id = e.chain
      where x.record = any($1::uuid[]) and c.device is null order by e.received_at, e.seq`,
    [records],
  );
  return rows.map(toEvent);
}

/** The hub's own chain stands for the hub where nobody ordered it. */
async function peopleOf(
  db: Queryable,
  events: readonly CaseEvent[],
  hubChain: string,
): Promise<GatheredCase['people']> {
  const ids = [...new Set(events.map(({ person }) => person))].filter((id) => id !== hubChain);
  return db.query<GatheredCase['people'][number] & Record<string, unknown>>(
    'select id, name from person where id = any($1::uuid[]) order by id',
    [ids],
  );
}

function toEvent(row: EventRow): CaseEvent {
  const { id, chain, seq, hash, kind, person, raw, sig, kid } = row;
  const receipt = { raw: row.receipt_raw, sig: row.receipt_sig, kid: row.receipt_kid };
  return {
    ...{ id, chain, seq, hash, kind, person },
    event: { raw, sig, kid },
    receipt,
    receivedAt: row.received_at,
    isRecord: false,
  };
}
