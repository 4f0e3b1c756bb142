import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pullChanges } from '../../../src/hub/custody/pull-changes.ts';
import { type ChangeDraft, recordChanges } from '../../../src/hub/custody/record-change.ts';
import { cursorSealer } from '../../../src/hub/keys/cursor-seal.ts';
import type { Queryable } from '../../../src/hub/ports.ts';
import { type FreshDatabase, freshDatabase } from '../../support/hub-database.ts';

const chain = '01900000-0000-7000-8000-000000000001';
const changes = (name: string, count: number): ChangeDraft[] =>
  Array.from({ length: count }, (_, index) => ({
    ...{ entity: 'held', key: `${name}/${index}`, audience: 'desk', chain, area: '*', body: { index } },
  }));

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
  await fresh.database.query('insert into hub (epoch, chain, created_at) values ($1::uuid, $1::uuid, 0)', [chain]);
  await recordChanges(fresh.database, 0, changes('before', 3_000));
});
afterAll(() => fresh.drop());

/** Rows of the change table that this work has the database look at. */
async function looksAt(work: (tx: Queryable) => Promise<unknown>): Promise<number> {
  return fresh.database.transaction(async (tx) => {
    const before = await lookedAt(tx);
    await work(tx);
    return (await lookedAt(tx)) - before;
  });
}

async function lookedAt(tx: Queryable): Promise<number> {
  const [row] = await tx.query<{ rows: number }>(
    "select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as rows from pg_stat_xact_user_tables where relname = 'change'",
  );
  return row?.rows ?? 0;
}

/** The planner has no statistics here, as in the first minutes of a storm. */
describe('among thousands of changes', () => {
  it('a push that adds twenty looks at its own and those they follow', async () => {
    const added = [...changes('now', 10), ...changes('before', 10)];
    expect(await looksAt((tx) => recordChanges(tx, 1, added))).toBeLessThan(100);
    const [row] = await fresh.database.query('select count(*) as n from change where superseded_by is not null');
    expect(row).toEqual({ n: 10 });
  });

  it('a page of ten looks at ten', async () => {
    const desk = { role: 'commander' as const, area: '*', chain };
    const page = (tx: Queryable) => {
      const database = { ...fresh.database, query: tx.query };
      return pullChanges({ database, clock: { now: () => 0 }, keys: cursorSealer(new Uint8Array(32)) }, desk, '', 10);
    };
    expect(await looksAt(page)).toBeLessThan(100);
  });
});
