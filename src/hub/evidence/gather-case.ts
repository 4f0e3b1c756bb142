import type { HulinEvent } from '../../protocol/event.ts';
import { lawsCited } from '../../protocol/evidence/check-laws.ts';
import type { PublicJwk, Signed } from '../../protocol/signed.ts';
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
  const same = records.map((id) => underOneId(own.filter((event) => event.id === id)));
  const signings = await signingsOf(db, own);
  const events = [...same.flatMap(({ going }) => going), ...later, ...signings];
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
    unused: same.reduce((sum, { left }) => sum + left, unused),
  };
}

interface OwnRow extends EventRow {
  /** Whether the hub uses it. */
  readonly used: boolean;
}

const isUsed = "e.outcome = 'stored' or coalesce(r.outcome = 'released', false) as used";
const reviewed = 'left join event_review r on r.chain = e.chain and r.seq = e.seq';

function eventsById(db: Queryable, ids: readonly string[]): Promise<OwnRow[]> {
  return db.query<OwnRow>(
    `select ${columns}, ${isUsed} from event e ${reviewed} where e.id = any($1::uuid[]) order by e.received_at, e.chain, e.seq`,
    [ids],
  );
}

/** So many of what others wrote under the id of a record, and the hub holds, are put beside it. */
const mostHeldBeside = 100;

/** The events of one id, those first that the hub received first; `left` is how many do not go in. */
function underOneId(rows: readonly OwnRow[]): { readonly going: CaseEvent[]; readonly left: number } {
  const isRecord = ({ kid }: OwnRow) => kid === rows[0]?.kid;
  const beyond = new Set(rows.filter((row) => !row.used && !isRecord(row)).slice(mostHeldBeside));
  const going = rows.filter((row) => !beyond.has(row)).map((row) => ({ ...toEvent(row), isRecord: isRecord(row) }));
  return { going, left: beyond.size };
}

interface NamingRow extends OwnRow {
  readonly is_hubs: boolean;
}

/** What speaks about the records among all that names them, but for what the hub writes about the keys of all; and how much it does not use. */
async function eventsAbout(
  db: Queryable,
  records: readonly string[],
): Promise<{ readonly later: CaseEvent[]; readonly unused: number }> {
  const naming = await db.query<NamingRow>(
    `select ${columns}, ${isUsed}, c.device is null as is_hubs from event e join chain c on c.id = e.chain ${reviewed}
      where e.raw like any($1::text[]) and e.id <> all($2::uuid[]) and e.kind <> all($3::text[])
      order by e.received_at, e.chain, e.seq`,
    [records.map((id) => `%"${id}"%`), records, ['erasure', 'anchor', 'grant', 'closing', 'revocation', 'review']],
  );
  const later = naming.filter(
    (row) => row.used && (row.is_hubs || speaksAbout(JSON.parse(row.raw) as HulinEvent, records)),
  );
  return { later: later.map(toEvent), unused: naming.filter(({ used }) => !used).length };
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
