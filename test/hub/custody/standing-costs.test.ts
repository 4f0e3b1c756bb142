import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingParts } from '../../../src/hub/custody/custody-changes.ts';
import { newestPositions } from '../../../src/hub/custody/positions.ts';
import { eventsWithKeys } from '../../../src/hub/custody/under-id.ts';
import type { Queryable } from '../../../src/hub/ports.ts';
import { openCurrent } from '../../../src/hub/rejudging/open-current.ts';
import { RangerCrossings } from '../../../src/hub/rejudging/ranger-crossings.ts';
import { rejudgeRecords } from '../../../src/hub/rejudging/rejudge-records.ts';
import { eraseRecords } from '../../../src/hub/retention/erase-records.ts';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asRanger, type Persona } from '../../support/personas.ts';

const dayMs = 86_400_000;
const many = 3000;
let hub: HubUnderTest;
let ranger: Persona;
let said: string[];

/** A hub with a long history. The planner has no statistics here, as in the first minutes of a storm. */
beforeAll(async () => {
  hub = await aHub();
  ranger = await asRanger(hub);
  const { database } = hub;
  const old = [ranger.chain, ranger.device, hub.clock.now() - 2 * dayMs, many];
  await database.query(
    `with made as (
       insert into event (chain, seq, id, hash, raw, sig, kid, kind, schema, person, outcome, received_at, receipt_raw, receipt_sig, receipt_kid)
       select $1, 1000 + n, gen_random_uuid(), md5(n::text), format('{"kind":"note","body":{"about":"%s"}}', gen_random_uuid()),
              '', '', 'note', 1, $2, 'stored', $3, '', '', '' from generate_series(1, $4) as n returning chain, seq, hash),
     parts as (insert into part select hash, 1, $3 from made)
     insert into event_part (chain, seq, ordinal, sha256, role, type, bytes, stored) select chain, seq, 0, hash, 'photo', 't', 1, true from made`,
    old,
  );
  await database.query(
    'insert into position select $1, $2::bigint - n, 122, 37, 5, $2::bigint - n from generate_series(1, $3) as n',
    [ranger.device, hub.clock.now() - 2 * dayMs, many],
  );
  said = [];
  const { transaction } = database;
  database.transaction = (work) =>
    transaction((tx) =>
      work({
        ...tx,
        query: (text, values) => {
          said.push(text);
          return tx.query(text, values);
        },
      }),
    );
});
afterAll(() => hub.close());

/** Rows of a table that this work has the database look at. */
function looksAt(table: string, work: (tx: Queryable) => Promise<unknown>): Promise<number> {
  return hub.database.transaction(async (tx) => {
    const count = async () => {
      const [row] = await tx.query<{ rows: number }>(
        'select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as rows from pg_stat_xact_user_tables where relname = $1',
        [table],
      );
      return row?.rows ?? 0;
    };
    const before = await count();
    await work(tx);
    return (await count()) - before;
  });
}

const inside = (tx: Queryable) => ({
  ...hub.database,
  ...tx,
  transaction: (work: (one: Queryable) => unknown) => work(tx),
});

describe('beside a long history', () => {
  it('a push and a question for a head read the parts that are lacking and no other', async () => {
    const part = { sha256: 'c'.repeat(64), bytes: 1, role: 'photo', type: 'image/jpeg' } as const;
    await ranger.push([await ranger.record({ parts: [part], wraps: [] })]);
    expect((await missingParts(hub.database, [ranger.chain])).get(ranger.chain)).toEqual([part.sha256]);
    await hub.database.query(
      `with made as (insert into device (id, kid, jwk, enrolled_at) select gen_random_uuid(), 'k' || n, '{}', 0 from generate_series(1, $1) as n returning id)
       insert into chain (id, device, opened_at) select gen_random_uuid(), id, 0 from made`,
      [many],
    );
    for (const table of ['event_part', 'part', 'chain']) {
      expect(await looksAt(table, (tx) => missingParts(tx, [ranger.chain])), table).toBeLessThan(50);
    }
  });

  it('what is refused of a push costs as many statements however much it is', async () => {
    const statements = async (count: number) => {
      said.length = 0;
      const nonsense = Array.from({ length: count }, (_, index) => ({ raw: `${count}/${index}` }));
      await ranger.head();
      const { results } = await ranger.push(nonsense);
      expect(results.map(({ outcome }) => outcome)).toEqual(nonsense.map(() => 'quarantined'));
      return said.filter((text) => text.includes('quarantine')).length;
    };
    const one = await statements(1);
    expect(one).toBeGreaterThan(0);
    expect(await statements(100)).toBe(one);
  });

  it('where people are is read from the last day', async () => {
    const now = hub.clock.now();
    await hub.database.query('analyze position'); // as PostgreSQL does by itself after so many rows
    const documents = await openCurrent(hub.shelf, 'public/packages');
    expect(await looksAt('position', (tx) => newestPositions(tx, now))).toBeLessThan(50);
    const crossings = (tx: Queryable) => new RangerCrossings().read(tx, documents, now);
    expect(await looksAt('position', crossings)).toBeLessThan(50);
  });

  it('erasing reads what was said about the record', async () => {
    const record = await ranger.record();
    await ranger.push([record]);
    const { id } = JSON.parse(record.raw) as { id: string };
    const order = { because: 'request', person: null } as const;
    const erase = (tx: Queryable) => eraseRecords({ ...hub, database: inside(tx) as never }, [id], order);
    expect(await looksAt('event', erase)).toBeLessThan(50);
  });

  it('the day’s retention reads a hundred places that have keys, then the next', async () => {
    const insert = (keys: string) =>
      hub.database.query(
        `insert into event_wrap select chain, seq, k, 'a', 'e', 'w' from event cross join unnest($2::text[]) as k
          where chain = $1 and seq between 1001 and 4000 and seq % 5 <> 0`,
        [ranger.chain, keys.split(' ')],
      );
    await insert('one two three');
    await hub.database.query(
      `insert into event_fork select chain, seq, hash || k, raw, sig, kid, wraps::jsonb, received_at, '', '', ''
         from event cross join (values ('a', '[{}]'), ('b', '[{}]'), ('c', '[]')) as forks(k, wraps)
        where chain = $1 and seq between 1001 and 4000 and (seq % 10 = 0 or seq % 7 = 0)`,
      [ranger.chain],
    );
    for (const table of ['event_wrap', 'event', 'event_fork']) {
      expect(await looksAt(table, (tx) => eventsWithKeys(tx).next()), table).toBeLessThan(500);
    }
    const found: number[] = [];
    for await (const some of eventsWithKeys(hub.database)) found.push(...some.map(({ seq }) => seq));
    const all = Array.from({ length: many }, (_, index) => 1001 + index);
    const kept = all.filter((seq) => seq % 5 !== 0 || seq % 10 === 0 || seq % 7 === 0);
    expect(found.toSorted((one, other) => one - other)).toEqual(kept);
  });

  it('judging again looks at what came since, though none of it is a violation', async () => {
    const documents = await openCurrent(hub.shelf, 'public/packages');
    const judge = (start: number) =>
      rejudgeRecords(hub.database, hub.clock.now(), documents, [], start, new AbortController().signal);
    await hub.database.query(
      `select record_change(1, 'held', n::text, 'all', null, '*', '{}') from generate_series(1, 50) as n`,
    );
    const [row] = await hub.database.query<{ n: number }>('select max(n) as n from change');
    expect(await judge(0)).toBe(row?.n);
  });
});
