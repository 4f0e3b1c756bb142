import type { PullAnswer } from '../../protocol/pull.ts';
import type { Database, HubClock, Queryable } from '../ports.ts';
import { type PullCursor, pullScope, readCursor, writeCursor } from './pull-cursor.ts';
import { isDesk, type Session } from './sessions.ts';

/** A page ends at this many bytes of events, whatever the limit; one event always fits. */
export const maxPullBytes = 4 * 1024 * 1024;

export type PullReader = Pick<Session, 'role' | 'area' | 'chain'>;

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
 * One page of everything this grant may see, in commit order (sync.md §5). A cursor of another epoch, another scope or above
 * the hub's own maximum starts over; the last means the hub was restored and mints a new epoch.
 */
export async function pullChanges(
  tools: { readonly database: Database; readonly clock: HubClock },
  reader: PullReader,
  cursorText: string,
  limit: number,
): Promise<PullAnswer> {
  const scope = await pullScope(reader.role, reader.area, reader.chain);
  // Read before the page: whatever has a number up to this one is committed and visible to the next statement.
  const { newest, ...hub } = await newestChange(tools.database);
  const cursor = cursorText === '' ? null : readCursor(cursorText);
  const isAbove = cursor?.epoch === hub.epoch && cursor.n > newest;
  const epoch = isAbove ? await mintEpoch(tools.database, hub.epoch) : hub.epoch;
  const isCurrent = cursor !== null && cursor.epoch === epoch && cursor.scope === scope;
  const after = isCurrent ? cursor.n : 0;
  const rows = await readPage(tools.database, reader, after, newest, limit + 1);
  const page = rows.slice(0, limit);
  const more = rows.length > page.length || isCutShort(rows);
  const next: PullCursor = { epoch, scope, n: more ? (page.at(-1)?.n ?? after) : Math.max(newest, after) };
  return {
    v: 1,
    epoch,
    scope,
    restarted: cursorText !== '' && !isCurrent,
    changes: page.map((row) => toChange(row, reader.chain)),
    cursor: writeCursor(next),
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

/** Two hubs noticing at once agree on one new epoch. */
async function mintEpoch(db: Database, old: string): Promise<string> {
  await db.query('update hub set epoch = gen_random_uuid() where epoch = $1', [old]);
  return (await newestChange(db)).epoch;
}

/** The last row says whether the page's bytes ran out before its rows did. */
function isCutShort(rows: readonly ChangeRow[]): boolean {
  return rows.at(-1)?.['is_cut'] === true;
}

function readPage(
  db: Queryable,
  reader: PullReader,
  after: number,
  newest: number,
  rows: number,
): Promise<ChangeRow[]> {
  return db.query<ChangeRow>(
    `with seen as (
       select c.n, c.at, c.entity, c.key, c.chain, c.body, e.seq,
              sum(coalesce(octet_length(e.raw), 1000)) over (order by c.n) as bytes
         from change c
         left join event e on e.chain = c.chain
          and e.seq = case when c.entity = 'event' then split_part(c.key, '/', 2)::bigint end
        where c.n > $1 and c.n <= $2
          and ((($3 or c.audience = 'all') and ($4 = '*' or c.area in ('*', $4))) or c.chain = $5)
        order by c.n limit $6),
     kept as (
       select *, lead(n) over (order by n) is not null as has_next from seen),
     page as (
       select * from kept where bytes <= $7 or n = (select min(n) from kept))
     select p.n, p.at, p.entity, p.key, p.chain, p.body, e.raw, e.sig, e.kid, e.receipt_raw, e.receipt_sig, e.receipt_kid,
            case when p.chain = $5 then
              (select json_agg(json_build_object('to', w.to_kid, 'alg', w.alg, 'enc', w.enc, 'key', w.key))
                 from event_wrap w where w.chain = e.chain and w.seq = e.seq) end as wraps,
            p.has_next as is_cut
       from page p left join event e on e.chain = p.chain and e.seq = p.seq
      order by p.n`,
    [after, newest, isDesk(reader.role), reader.area, reader.chain, rows, maxPullBytes],
  );
}

/** Wraps go back to the chain's own device only: nobody else could use them. */
function toChange(row: ChangeRow, ownChain: string): PullAnswer['changes'][number] {
  const { n, at, entity, key } = row;
  if (row.raw === null) return { n, entity, key, at, body: row.body };
  const wraps = row.chain === ownChain ? (row.wraps ?? []) : [];
  const event = { raw: row.raw, sig: row.sig, kid: row.kid, wraps };
  const receipt = { raw: row.receipt_raw, sig: row.receipt_sig, kid: row.receipt_kid };
  return { n, entity, key, at, body: { event, receipt } };
}
