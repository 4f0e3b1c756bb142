import type { Change } from '../../protocol/pull.ts';
import type { Queryable } from '../ports.ts';
import { advisoryLocks } from '../store/advisory-locks.ts';

/** Everybody, command, or gate keepers. */
export type Audience = 'all' | 'desk' | 'gate';

/** One row of the change table before it has its number. `body` is null for an event: its row is joined when read. */
export interface ChangeDraft {
  readonly entity: Change['entity'];
  readonly key: string;
  readonly audience: Audience;
  /** The device chain that may see it whatever the audience. */
  readonly chain: string | null;
  /** Administrative code, `*` for everywhere. */
  readonly area: string;
  readonly body: object | null;
}

/** Of an event that was stored, or of which something was mended. */
export function eventChange({ chain, seq }: { readonly chain: string; readonly seq: number }): ChangeDraft {
  return { entity: 'event', key: `${chain}/${seq}`, audience: 'desk', chain, area: '*', body: null };
}

/**
 * Numbers changes in commit order, in the order given. The last statement of its transaction: it holds
 * the change table's lock until the commit. Answers the newest number, null when there was nothing to record.
 * What `record_change` does for one, at once for all; of many events or rejudgements one notice each tells: whoever listens looks for itself.
 */
export async function recordChanges(
  tx: Queryable,
  now: number,
  changes: readonly ChangeDraft[],
): Promise<number | null> {
  if (changes.length === 0) return null;
  const column = <T>(pick: (change: ChangeDraft) => T) => changes.map(pick);
  const [row] = await tx.query<{ n: number | null }>(
    `with lock as materialized (select pg_advisory_xact_lock(${advisoryLocks.changes})),
          given as materialized (
            select d.* from lock, unnest($2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::jsonb[])
                   with ordinality as d(entity, key, audience, chain, area, body, place) order by d.place),
          made as (
            insert into change (n, at, entity, key, audience, chain, area, body)
            select nextval('change_n'), $1::bigint, entity, key, audience, chain, area, body from given
            returning n, entity, key, audience, chain),
          notices as (
            select distinct on (entity, audience, chain, case when entity not in ('event', 'rejudgement') then key end)
                   n, entity, key, audience, chain
              from made
             order by entity, audience, chain, case when entity not in ('event', 'rejudgement') then key end, n desc),
          told as (
            select n, pg_notify('hulin_change', json_build_object('n', n, 'entity', entity, 'key', key, 'audience', audience, 'chain', chain)::text)
              from (select * from notices order by n) as inorder)
     select max(n) as n, count(pg_notify) from told`,
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
  return row?.n ?? null;
}
