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
export function placeOf({ chain, seq }: Place): string {
  return `${chain}/${seq}`;
}

type StandingRow = Omit<StandingEvent, 'about'>;

/** To be read from `event e` and `chain c`: no text, for each may be long. */
const holding = `e.id, e.kind, c.device, e.outcome = 'stored' or e.held_because <> 'already-recorded'
    or exists (select 1 from event_review r where r.chain = e.chain and r.seq = e.seq and r.outcome = 'released') as "isClaim"`;
const standing = `e.chain, e.seq, ${holding}`;

/** All that stands under these ids, by id; an id under which nothing does is left out. */
export async function eventsUnder(db: Queryable, ids: readonly string[]): Promise<Map<string, StandingEvent[]>> {
  const rows = await db.query<StandingRow>(
    `select ${standing} from event e join chain c on c.id = e.chain where e.id = any($1::uuid[]) order by e.chain, e.seq`,
    [ids],
  );
  return byId(await withAbouts(db, rows));
}

function byId<R extends { readonly id: string }>(rows: readonly R[]): Map<string, R[]> {
  const under = new Map<string, R[]>();
  for (const row of rows) {
    const beside = under.get(row.id);
    if (beside) beside.push(row);
    else under.set(row.id, [row]);
  }
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

/** Of what kind something stands under an id, and whose. */
export interface StandingKind extends UnderId {
  readonly id: string;
  readonly kind: string;
}

/** What stands under these ids, by id: of each kind and device once, however often it stands there. */
export async function kindsUnder(db: Queryable, ids: readonly string[]): Promise<Map<string, StandingKind[]>> {
  const rows = await db.query<StandingKind & Record<string, unknown>>(
    `select distinct ${holding} from event e join chain c on c.id = e.chain where e.id = any($1::uuid[])`,
    [ids],
  );
  return byId(rows);
}

/** So many places and texts are read at once. */
const mostAtOnce = 100;

type Place = Pick<StandingEvent, 'chain' | 'seq'>;

/** Where keys are kept, of the event itself or of versions that forked off it. Each in the order of an index: none is read from its beginning again. One may come more than once. */
const keyPlaces = [
  'select k.chain, k.seq from event_wrap k where (k.chain, k.seq) > ($1, $2)',
  `select k.chain, k.seq from event_fork k where (k.chain, k.seq) > ($1, $2) and k.wraps <> '[]'
     and not exists (select 1 from event_wrap w where w.chain = k.chain and w.seq = k.seq)`,
];

/** Those of which keys are kept, some at a time. */
export async function* eventsWithKeys(
  db: Queryable,
): AsyncGenerator<(StandingEvent & { readonly receivedAt: number })[]> {
  for (const places of keyPlaces) {
    for (let last: Place | undefined = first; last; ) {
      const page: Place[] = await db.query<Place & Record<string, unknown>>(
        `${places} order by k.chain, k.seq limit $3`,
        [last.chain, last.seq, mostAtOnce],
      );
      if (page.length > 0) yield await keptAt(db, [...new Map(page.map((one) => [placeOf(one), one])).values()]);
      last = page.at(-1);
    }
  }
}

async function keptAt(db: Queryable, places: readonly Place[]) {
  const rows = await db.query<StandingRow & { readonly receivedAt: number }>(
    `select ${standing}, e.received_at as "receivedAt" from ${eventAt} join chain c on c.id = e.chain`,
    namesOf(places),
  );
  return withAbouts(db, rows);
}

/** Before all others. */
const first: Place = { chain: '00000000-0000-0000-0000-000000000000', seq: 0 };

/**
 * What was said about these records, wherever it stands. Found by the ids in its text, which have an index, and then read: PostgreSQL cannot
 * read every text that was ever signed.
 */
export async function remarksAbout(db: Queryable, records: readonly string[]): Promise<StandingEvent[]> {
  const rows = await db.query<StandingRow>(
    `select ${standing} from event e join chain c on c.id = e.chain where ${isRemark} and ids_in(e.raw) && $1::text[]`,
    [records],
  );
  const wanted = new Set(records);
  return (await withAbouts(db, rows)).filter(({ about }) => wanted.has(about ?? ''));
}

/** To the letter as the index over `ids_in` says it. */
export const isRemark = `e.kind in (${remarkKinds.map((kind) => `'${kind}'`).join(', ')})`;

/** What each remark is about stands in its text. */
async function withAbouts<R extends StandingRow>(
  db: Queryable,
  rows: readonly R[],
): Promise<(R & Pick<StandingEvent, 'about'>)[]> {
  const remarks = rows.filter(({ kind }) => remarkKinds.includes(kind));
  const abouts = new Map<string, string | null>();
  for (let from = 0; from < remarks.length; from += mostAtOnce) {
    const texts = await db.query<{ chain: string; seq: number; raw: string }>(
      `select e.chain, e.seq, e.raw from ${eventAt}`,
      namesOf(remarks.slice(from, from + mostAtOnce)),
    );
    for (const { raw, ...place } of texts) abouts.set(placeOf(place), remarkAbout(JSON.parse(raw)));
  }
  return rows.map((row) => ({ ...row, about: abouts.get(placeOf(row)) ?? null }));
}

/** Looked up one by one (`limit`), whatever the planner knows. */
const eventAt = `unnest($1::uuid[], $2::bigint[]) as n(chain, seq)
  cross join lateral (select * from event o where o.chain = n.chain and o.seq = n.seq limit 1) as e`;

function namesOf(places: readonly Place[]) {
  return [places.map(({ chain }) => chain), places.map(({ seq }) => seq)];
}

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
