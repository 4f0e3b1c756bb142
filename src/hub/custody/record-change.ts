import type { Queryable } from '../ports.ts';

/** One row of the change table before it has its number. `body` is null for an event: its row is joined when read. */
export interface ChangeDraft {
  readonly entity: 'event' | 'custody' | 'alarm' | 'station' | 'device' | 'package' | 'rejudgement';
  readonly key: string;
  readonly audience: 'all' | 'desk';
  /** The device chain that may see it whatever the audience. */
  readonly chain: string | null;
  /** Administrative code, `*` for everywhere. */
  readonly area: string;
  readonly body: object | null;
}

/**
 * Numbers changes in commit order, in the order given. The last statement of its transaction: it holds
 * the change table's lock until the commit (sync.md §5). Answers the newest number, null when there was nothing to record.
 */
export async function recordChanges(
  tx: Queryable,
  now: number,
  changes: readonly ChangeDraft[],
): Promise<number | null> {
  if (changes.length === 0) return null;
  const column = <T>(pick: (change: ChangeDraft) => T) => changes.map(pick);
  const rows = await tx.query<{ n: number }>(
    `select record_change($1::bigint, d.entity, d.key, d.audience, d.chain, d.area, d.body) as n
       from unnest($2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::jsonb[])
            with ordinality as d(entity, key, audience, chain, area, body, place)
      order by d.place`,
    [
      now,
      column(({ entity }) => entity),
      column(({ key }) => key),
      column(({ audience }) => audience),
      column(({ chain }) => chain),
      column(({ area }) => area),
      column(({ body }) => (body === null ? null : JSON.stringify(body))),
    ],
  );
  return rows.at(-1)?.n ?? null;
}
