import type { QuarantineReason } from '../../domain/shared/codes.ts';
import type { Queryable } from '../ports.ts';

/** Something received that cannot be accepted. `detail` names the place in it, never a value; `origin` is a device's kid or an MQTT topic. */
export interface Quarantined {
  readonly source: 'push' | 'mqtt';
  readonly reason: QuarantineReason;
  readonly detail: string;
  readonly origin: string;
  readonly hash: string;
  readonly content: Uint8Array;
}

/** One item's bytes are kept up to this size; over it only hash and size are kept. */
const maxItemBytes = 64 * 1024;

/** How much is kept of all. Over it, whoever has the most loses what is longest unheard of: first its bytes, or the whole row. */
export interface QuarantineBounds {
  readonly rows: number;
  readonly bytes: number;
}

const usualBounds: QuarantineBounds = { rows: 10_000, bytes: 64 * 1024 * 1024 };

/** Who sent an item, in SQL: a topic may name another; a device by its kid. */
export const senderOf = `coalesce(case when source = 'mqtt' then coalesce(substring(detail from '^published by (.+)$'),
  substring(origin from '^hulin/v1/([^/]+)/')) end, origin)`;

/**
 * Keeps all that was refused together, by hash, and of the same again only the count: at the cost of a few statements however much it is; answers how much of it was not there yet.
 * Nobody's items make room for another's as long as he has more himself.
 */
export async function putAllInQuarantine(
  tx: Queryable,
  now: number,
  items: readonly Quarantined[],
  bounds: QuarantineBounds = usualBounds,
): Promise<number> {
  const come = countAlike(items);
  if (come.length === 0) return 0;
  const again = await countAgain(tx, now, come);
  const fresh = come.filter(({ key }) => !again.has(key));
  if (fresh.length === 0) return 0;
  await tx.query(
    `insert into quarantine (source, hash, reason, origin, detail, content, bytes, times, first_at, last_at)
     select source, hash, reason, origin, detail, case when bytes <= $9::bigint then content end, bytes, times, $8::bigint, $8::bigint
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::bigint[], $10::bigint[])
         as t(source, hash, reason, origin, detail, content, bytes, times)
     on conflict (source, hash, reason, origin) do update set times = quarantine.times + excluded.times, last_at = excluded.last_at`,
    [
      ...keysOf(fresh),
      fresh.map(({ item }) => item.detail.slice(0, 200)),
      fresh.map(({ item }) => (item.content.length <= maxItemBytes ? Buffer.from(item.content) : null)),
      ...[fresh.map(({ item }) => item.content.length), now, maxItemBytes],
      fresh.map(({ times }) => times),
    ],
  );
  await keepWithinBounds(tx, bounds);
  return fresh.length;
}

interface Alike {
  readonly key: string;
  readonly item: Quarantined;
  times: number;
}

const keyOf = ({ source, hash, reason, origin }: Omit<Quarantined, 'detail' | 'content'>) =>
  [source, hash, reason, origin].join('\n');

function countAlike(items: readonly Quarantined[]): Alike[] {
  const alike = new Map<string, Alike>();
  for (const item of items) {
    const known = alike.get(keyOf(item));
    if (known) known.times += 1;
    else alike.set(keyOf(item), { key: keyOf(item), item, times: 1 });
  }
  return [...alike.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1)); // two writers lock in one order
}

async function countAgain(tx: Queryable, now: number, come: readonly Alike[]): Promise<ReadonlySet<string>> {
  const rows = await tx.query<Pick<Quarantined, 'source' | 'hash' | 'reason' | 'origin'> & Record<string, unknown>>(
    `update quarantine q set times = q.times + t.times, last_at = $5
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $6::bigint[]) as t(source, hash, reason, origin, times)
      where q.source = t.source and q.hash = t.hash and q.reason = t.reason and q.origin = t.origin
      returning q.source, q.hash, q.reason, q.origin`,
    [...keysOf(come), now, come.map(({ times }) => times)],
  );
  return new Set(rows.map(keyOf));
}

function keysOf(come: readonly Alike[]): string[][] {
  const items = come.map(({ item }) => item);
  return [
    ...[items.map(({ source }) => source), items.map(({ hash }) => hash)],
    ...[items.map(({ reason }) => reason), items.map(({ origin }) => origin)],
  ];
}

/** Over the bounds, whoever holds the most lets go of rows, whoever holds most bytes of bytes; the oldest first. */
async function keepWithinBounds(tx: Queryable, bounds: QuarantineBounds): Promise<void> {
  const [held] = await tx.query<{ rows: number; bytes: number }>(
    'select count(*)::integer as rows, coalesce(sum(length(content)), 0)::bigint as bytes from quarantine',
  );
  const overRows = (held?.rows ?? 0) - bounds.rows;
  const overBytes = (held?.bytes ?? 0) - bounds.bytes;
  if (overRows > 0) {
    await tx.query(
      `delete from quarantine where ctid in (select ctid from (
         select ctid, last_at, row_number() over (partition by ${senderOf} order by last_at desc) as place from quarantine) as q
        order by place desc, last_at limit $1)`,
      [overRows],
    );
  }
  if (overBytes > 0) {
    await tx.query(
      `update quarantine set content = null where ctid in (select ctid from (
         select ctid, sum(size) over (order by upto desc, last_at) - size as freed from (
           select ctid, last_at, length(content) as size,
                  sum(length(content)) over (partition by ${senderOf} order by last_at desc, hash) as upto
             from quarantine where content is not null) as q) as r
        where freed < $1)`,
      [overBytes],
    );
  }
}
