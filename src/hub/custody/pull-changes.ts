import { closePage, openPage, type PullCursor } from '../../domain/custody/open-page.ts';
import { sha256Hex } from '../../protocol/bytes.ts';
import type { PullAnswer } from '../../protocol/pull.ts';
import type { CursorSealer } from '../keys/cursor-seal.ts';
import type { Database, HubClock, Queryable } from '../ports.ts';
import { beginEpoch } from './new-epoch.ts';
import { pullScope, readCursor, writeCursor } from './pull-cursor.ts';
import type { Audience } from './record-change.ts';
import { isDesk, type Session } from './sessions.ts';

/** A page ends at this many bytes of events, whatever the limit; one event always fits. */
export const maxPullBytes = 4 * 1024 * 1024;

/** Keepers' phones are told of entries and exits of the last forty-five days; the desk has them all. */
const registerMs = 45 * 86_400_000;

export type PullReader = Pick<Session, 'role' | 'area' | 'chain'>;

interface PullTools {
  readonly database: Database;
  readonly clock: HubClock;
  readonly keys: CursorSealer;
}

interface ChangeRow extends Record<string, unknown> {
  readonly n: number;
  readonly at: number;
  readonly entity: string;
  readonly key: string;
  readonly chain: string | null;
  readonly body: unknown;
  readonly raw: string | null;
  readonly sig: string;
  readonly kid: string;
  readonly receipt_raw: string;
  readonly receipt_sig: string;
  readonly receipt_kid: string;
  readonly wraps: unknown;
}

/**
 * One page of everything this grant may see, in commit order. What a later change up to the hub's newest has made needless is
 * left out, so that an answer grows with the things there are, not with the length of an absence. A cursor of another epoch or scope starts over. So does one
 * above the hub's own maximum, or whose change is another here: when a hub wrote it, this one was restored, and a new epoch is minted.
 */
export async function pullChanges(
  tools: PullTools,
  reader: PullReader,
  cursorText: string,
  limit: number,
): Promise<PullAnswer> {
  const scope = await pullScope(reader.role, reader.area, reader.chain);
  // Read before the page: whatever has a number up to this one is committed and visible to the next statement.
  const cursor = cursorText === '' ? 'none' : readCursor(cursorText, tools.keys.sealCursor);
  const newest = await newestChange(tools.database);
  const now = { ...newest, scope, ...(await tagsOf(tools.database, cursor)) };
  const opening = openPage(cursor, now);
  const epoch = opening.isRestored ? await mintEpoch(tools, now.epoch) : now.epoch;
  const own = await chainsOfDevice(tools.database, reader.chain);
  const rows = await readPage(tools.database, reader, own, {
    ...{ after: opening.after, newest: now.newest, rows: limit + 1, now: tools.clock.now() },
  });
  const page = rows.slice(0, limit);
  const more = rows.length > page.length || isCutShort(rows);
  const n = closePage(opening, now, { last: page.at(-1)?.n ?? null, more });
  return {
    v: 1,
    epoch,
    scope,
    restarted: opening.restarted,
    changes: page.map((row) => toChange(row, own)),
    cursor: writeCursor(
      { epoch, scope, n, ...(await tagsAt(tools.database, n, more ? now.newest : null)) },
      tools.keys.sealCursor,
    ),
    more,
    time: tools.clock.now(),
  };
}

async function newestChange(db: Queryable): Promise<{ newest: number; epoch: string }> {
  const [row] = await db.query<{ newest: number; epoch: string }>(
    'select coalesce((select max(n) from change), 0) as newest, epoch from hub',
  );
  if (!row) throw new Error('the database is not set up');
  return row;
}

/** What stands here where a cursor's changes stood. */
async function tagsOf(db: Queryable, cursor: PullCursor | 'none' | null) {
  if (cursor === 'none' || cursor === null) return { tag: null, upToTag: null };
  const upToTag = cursor.upTo && (await tagOf(db, cursor.upTo.n));
  return { tag: await tagOf(db, cursor.n), upToTag };
}

/** What a cursor after change `n` remembers of it, and of `newest` when more is to follow. */
async function tagsAt(db: Queryable, n: number, newest: number | null) {
  const tag = newest === null ? null : await tagOf(db, newest);
  return { tag: await tagOf(db, n), upTo: newest === null || tag === null ? null : { n: newest, tag } };
}

/** Short digest of what change `n` is about; null where there is none. */
async function tagOf(db: Queryable, n: number): Promise<string | null> {
  const [row] = await db.query<{ at: number; entity: string; key: string }>(
    'select at, entity, key from change where n = $1',
    [n],
  );
  return row ? (await sha256Hex(JSON.stringify([n, row.at, row.entity, row.key]))).slice(0, 16) : null;
}

/** Two hubs noticing at once agree on one new epoch. */
async function mintEpoch({ database, clock }: PullTools, old: string): Promise<string> {
  await database.transaction((tx) => beginEpoch(tx, old, clock.now()));
  return (await newestChange(database)).epoch;
}

/** A device whose chain was closed sees what it wrote there as well. */
async function chainsOfDevice(db: Queryable, chain: string): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    'select c.id from chain c join chain own on own.device = c.device where own.id = $1',
    [chain],
  );
  return rows.map(({ id }) => id);
}

/** The last row says whether the page's bytes ran out before its rows did. */
function isCutShort(rows: readonly ChangeRow[]): boolean {
  return rows.at(-1)?.['is_cut'] === true;
}

const seenBy = `(entity <> 'pass' or at > $8)
  and ((audience = any($3::text[]) and ($4 = '*' or area in ('*', $4))) or chain = any($5::uuid[]))`;

/** So many changes are picked before anything is joined or summed: a page costs the same however many come after it. */
function readPage(
  db: Queryable,
  reader: PullReader,
  own: readonly string[],
  { after, newest, rows, now }: Record<'after' | 'newest' | 'rows' | 'now', number>,
): Promise<ChangeRow[]> {
  return db.query<ChangeRow>(
    `with standing as materialized (
       (select * from change where n > $1 and n <= $2 and superseded_by is null and ${seenBy} order by n limit $6)
        union all
       (select * from change where n > $1 and n <= $2 and superseded_by > $2 and ${seenBy} order by n limit $6)
        order by n limit $6),
     seen as (
       select c.n, c.at, c.entity, c.key, c.chain, c.body, e.seq, e.raw, e.sig, e.kid, e.receipt_raw, e.receipt_sig, e.receipt_kid,
              sum(coalesce(octet_length(e.raw), 1000)) over (order by c.n) as bytes,
              lead(c.n) over (order by c.n) is not null as has_next,
              first_value(c.n) over (order by c.n) as first
         from standing c
         left join event e on e.chain = c.chain
          and e.seq = case when c.entity = 'event' then split_part(c.key, '/', 2)::bigint end)
     select n, at, entity, key, chain, body, raw, sig, kid, receipt_raw, receipt_sig, receipt_kid,
            case when chain = any($5::uuid[]) then
              (select json_agg(json_build_object('to', w.to_kid, 'alg', w.alg, 'enc', w.enc, 'key', w.key))
                 from event_wrap w where w.chain = p.chain and w.seq = p.seq) end as wraps,
            has_next as is_cut
       from seen p where bytes <= $7 or n = first
      order by n`,
    [after, newest, audiencesOf(reader.role), reader.area, own, rows, maxPullBytes, now - registerMs],
  );
}

/** Command has every register's entries as records; their summaries are for keepers. */
function audiencesOf(role: PullReader['role']): Audience[] {
  if (isDesk(role)) return ['all', 'desk'];
  return role === 'gate-keeper' ? ['all', 'gate'] : ['all'];
}

/** Wraps go back to the chain's own device only: nobody else could use them. */
function toChange(row: ChangeRow, own: readonly string[]): PullAnswer['changes'][number] {
  const { n, at, entity, key } = row;
  if (row.raw === null) return { n, entity, key, at, body: row.body };
  const wraps = row.chain !== null && own.includes(row.chain) ? (row.wraps ?? []) : [];
  const event = { raw: row.raw, sig: row.sig, kid: row.kid, wraps };
  const receipt = { raw: row.receipt_raw, sig: row.receipt_sig, kid: row.receipt_kid };
  return { n, entity, key, at, body: { event, receipt } };
}
