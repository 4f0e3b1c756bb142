import type { QuarantineReason } from '../../domain/shared/codes.ts';
import type { QuarantineAnswer, QuarantineItem, QuarantineKey } from '../../protocol/review.ts';
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

/** One item's bytes are kept up to this size, all items' together up to the other; over it only hash and size are kept. */
export const maxQuarantineItemBytes = 64 * 1024;
export const maxQuarantineBytes = 64 * 1024 * 1024;
/** Beyond this many rows the one longest unheard of goes. */
export const maxQuarantineRows = 10_000;

/** Keeps what was refused, by hash; the same again only counts. True when it was not there yet. */
export async function putInQuarantine(tx: Queryable, now: number, item: Quarantined): Promise<boolean> {
  const { hash, source, reason, origin, content } = item;
  const key = [source, hash, reason, origin];
  const again = await tx.query(
    `update quarantine set times = times + 1, last_at = $5
      where source = $1 and hash = $2 and reason = $3 and origin = $4 returning 1 as found`,
    [...key, now],
  );
  if (again.length > 0) return false;
  await makeRoom(tx);
  await tx.query(
    `insert into quarantine (source, hash, reason, origin, detail, content, bytes, first_at, last_at)
     select $1, $2, $3, $4, $5,
            case when $7::bigint <= $9::bigint and $7::bigint + (select coalesce(sum(length(content)), 0) from quarantine) <= $10::bigint
                 then $6::bytea end, $7::bigint, $8::bigint, $8::bigint
     on conflict (source, hash, reason, origin) do update set times = quarantine.times + 1, last_at = excluded.last_at`,
    [...key, item.detail.slice(0, 200), content, content.length, now, maxQuarantineItemBytes, maxQuarantineBytes],
  );
  return true;
}

async function makeRoom(tx: Queryable): Promise<void> {
  await tx.query(
    `delete from quarantine where ctid = (select ctid from quarantine order by last_at limit 1)
        and (select count(*) from quarantine) >= $1`,
    [maxQuarantineRows],
  );
}

/** Which items are wanted; what is left out does not matter. */
export interface QuarantineFilter {
  readonly source?: string | undefined;
  readonly reason?: string | undefined;
  readonly gateway?: string | undefined;
}

/** So much of an item's text comes with the list, and so many of its bytes when it is opened. */
const excerptLength = 4000;
const shownBytes = 4096;

/** Who sent it: a topic may name another. */
const sender = `case when source = 'mqtt' then coalesce(substring(detail from '^published by (.+)$'),
  substring(origin from '^hulin/v1/([^/]+)/')) end`;

/** What is kept, last heard first. Its text, when it is one: whoever looks sees exactly what came. */
export async function browseQuarantine(
  db: Queryable,
  filter: QuarantineFilter,
  offset: number,
  limit: number,
): Promise<QuarantineAnswer> {
  const rows = await db.query<Omit<QuarantineItem, 'text'> & { content: Uint8Array | null }>(
    `select * from (
       select source, reason, detail, origin, hash, bytes, times, first_at as "firstAt", last_at as "lastAt", content,
              ${sender} as gateway from quarantine) as q
      where ($3::text is null or source = $3) and ($4::text is null or reason = $4) and ($5::text is null or gateway = $5)
      order by "lastAt" desc, hash offset $1 limit $2`,
    [offset, limit + 1, filter.source ?? null, filter.reason ?? null, filter.gateway ?? null],
  );
  const items = rows.slice(0, limit).map(({ content, ...item }) => ({ ...item, text: content && asText(content) }));
  return { items, more: rows.length > limit, kinds: await countKinds(db) };
}

/** The first bytes of one item, as they came; undefined: there is no such item; null: they were not kept. */
export async function readQuarantined(db: Queryable, key: QuarantineKey): Promise<Uint8Array | null | undefined> {
  const [row] = await db.query<{ start: Uint8Array | null }>(
    `select substring(content from 1 for $5) as start from quarantine
      where source = $1 and hash = $2 and reason = $3 and origin = $4`,
    [key.source, key.hash, key.reason, key.origin, shownBytes],
  );
  return row?.start;
}

type Kind = QuarantineAnswer['kinds'][number];

function countKinds(db: Queryable): Promise<Kind[]> {
  return db.query<Kind & Record<string, unknown>>(
    `select source, reason, ${sender} as gateway, count(*)::integer as items from quarantine group by 1, 2, 3 order by 1, 2, 3`,
  );
}

function asText(content: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content).slice(0, excerptLength);
  } catch {
    return null; // bytes that are no text: they are shown as bytes
  }
}
