import type { Queryable } from '../ports.ts';

/** Which of these records were taken back while they were held, so that a release does not bring them back. */
export async function voidedBefore(tx: Queryable, records: readonly string[]): Promise<ReadonlySet<string>> {
  const held = await tx.query<{ id: string }>(
    "select distinct id from event where id = any($1::uuid[]) and outcome = 'held'",
    [records],
  );
  if (held.length === 0) return new Set();
  const rows = await tx.query<{ about: string }>(
    `select distinct body ->> 'about' as about from change
      where entity = 'remark' and body ->> 'kind' = 'voiding' and body ->> 'about' = any($1::text[])`,
    [held.map(({ id }) => id)],
  );
  return new Set(rows.map(({ about }) => about));
}
