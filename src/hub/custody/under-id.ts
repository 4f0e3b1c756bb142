import type { UnderId } from '../../domain/custody/erase-record.ts';
import type { Queryable } from '../ports.ts';
import { remarkAbout, remarkKinds } from './remark-about.ts';

/** An event that stands under an id, alone or beside others. */
export interface StandingEvent extends UnderId {
  readonly id: string;
  readonly chain: string;
  readonly seq: number;
  readonly kind: string;
  /** Of a remark: what its words are about. */
  readonly about: string | null;
}

/** Names one event among those that stand. */
export function placeOf({ chain, seq }: Pick<StandingEvent, 'chain' | 'seq'>): string {
  return `${chain}/${seq}`;
}

interface StandingRow extends Record<string, unknown>, Omit<StandingEvent, 'about'> {
  /** Of remarks alone. */
  readonly raw: string | null;
}

/** To be read from `event e`; `$1`: `remarkKinds`. */
const standing = `e.id, e.chain, e.seq, e.kind, c.device, case when e.kind = any($1::text[]) then e.raw end as raw,
  e.outcome = 'stored' or e.held_because <> 'already-recorded'
    or exists (select 1 from event_review r where r.chain = e.chain and r.seq = e.seq and r.outcome = 'released') as "isClaim"`;

/** All that stands under these ids, by id; an id under which nothing does is left out. */
export async function eventsUnder(db: Queryable, ids: readonly string[]): Promise<Map<string, StandingEvent[]>> {
  const rows = await db.query<StandingRow>(
    `select ${standing} from event e join chain c on c.id = e.chain where e.id = any($2::uuid[]) order by e.chain, e.seq`,
    [remarkKinds, ids],
  );
  const under = new Map<string, StandingEvent[]>();
  for (const event of rows.map(toStanding)) under.set(event.id, [...(under.get(event.id) ?? []), event]);
  return under;
}

/** The places of those that desks are told of under the id itself: of each what is used, or came first. */
export async function firstUnder(db: Queryable, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ chain: string; seq: number }>(
    `select distinct on (id) chain, seq from event where id = any($1::uuid[])
      order by id, outcome <> 'stored', received_at, chain, seq`,
    [ids],
  );
  return new Set(rows.map(placeOf));
}

/** Those of which keys are kept, also of versions that forked off them. */
export async function eventsWithKeys(db: Queryable): Promise<(StandingEvent & { readonly receivedAt: number })[]> {
  const rows = await db.query<StandingRow & { receivedAt: number }>(
    `select ${standing}, e.received_at as "receivedAt" from event e join chain c on c.id = e.chain
      where (e.chain, e.seq) in (select chain, seq from event_wrap union select chain, seq from event_fork where wraps <> '[]')
      order by e.received_at, e.id`,
    [remarkKinds],
  );
  return rows.map((row) => ({ ...toStanding(row), receivedAt: row.receivedAt }));
}

/**
 * What was said about these records, wherever it stands. Found by the ids in its text, which have an index, and then read: PostgreSQL cannot
 * read every text that was ever signed.
 */
export async function remarksAbout(db: Queryable, records: readonly string[]): Promise<StandingEvent[]> {
  const rows = await db.query<StandingRow>(
    `select ${standing} from event e join chain c on c.id = e.chain where e.kind in (${indexedKinds}) and ids_in(e.raw) && $2::text[]`,
    [remarkKinds, records],
  );
  const wanted = new Set(records);
  return rows.map(toStanding).filter(({ about }) => wanted.has(about ?? ''));
}

/** As the index names them. */
const indexedKinds = remarkKinds.map((kind) => `'${kind}'`).join(', ');

/** By id: the devices with an event under it, used or not; null for the hub. Looked up one by one, whatever the planner knows. */
export async function holdersOf(db: Queryable, ids: readonly string[]): Promise<Map<string, Set<string | null>>> {
  if (ids.length === 0) return new Map();
  const rows = await db.query<{ id: string; device: string | null }>(
    `select e.id, e.device from unnest($1::uuid[]) as named(id)
      cross join lateral (select o.id, c.device from event o join chain c on c.id = o.chain where o.id = named.id) as e`,
    [ids],
  );
  const holders = new Map<string, Set<string | null>>();
  for (const { id, device } of rows) holders.set(id, (holders.get(id) ?? new Set()).add(device));
  return holders;
}

function toStanding({ id, chain, seq, kind, device, isClaim, raw }: StandingRow): StandingEvent {
  return { id, chain, seq, kind, device, isClaim, about: raw === null ? null : remarkAbout(JSON.parse(raw)) };
}
