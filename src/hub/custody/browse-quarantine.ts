import type { QuarantineAnswer, QuarantineItem, QuarantineKey } from '../../protocol/review.ts';
import type { Queryable } from '../ports.ts';
import { senderOf } from './quarantine.ts';

/** Which items are wanted; what is left out does not matter. */
export interface QuarantineFilter {
  readonly source?: string | undefined;
  readonly reason?: string | undefined;
  readonly gateway?: string | undefined;
}

/** So much of an item's text comes with the list, and so many of its bytes when it is opened. */
const excerptLength = 4000;
const shownBytes = 4096;

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
              case when source = 'mqtt' then ${senderOf} end as gateway from quarantine) as q
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
    `select source, reason, case when source = 'mqtt' then ${senderOf} end as gateway, count(*)::integer as items from quarantine group by 1, 2, 3 order by 1, 2, 3`,
  );
}

function asText(content: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content).slice(0, excerptLength);
  } catch {
    return null; // bytes that are no text: they are shown as bytes
  }
}
