import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from '../../../src/hub/store/migrate.ts';
import { migrations } from '../../../src/hub/store/migrations.ts';
import { emptyDatabase, type FreshDatabase } from '../../support/hub-database.ts';

describe('migrating', () => {
  let fresh: FreshDatabase;
  beforeEach(async () => {
    fresh = await emptyDatabase();
  });
  afterEach(() => fresh.drop());

  const tables = async () => {
    const rows = await fresh.database.query<{ name: string }>(
      "select table_name as name from information_schema.tables where table_schema = 'public' order by 1",
    );
    return rows.map(({ name }) => name);
  };

  it('makes the schema in an empty database', async () => {
    await migrate(fresh.database);
    expect(await tables()).toEqual(expect.arrayContaining(['change', 'event', 'message', 'schema_migration']));
  });

  it.each(migrations.slice(0, -1).map(({ number }) => number))(
    'brings a hub of schema %i, with what one of the first had stored, to the schema of today',
    async (number) => {
      await fresh.database.query(await readFile('test/fixtures/hub-0001/schema.sql', 'utf8'));
      const events = () => fresh.database.query('select chain, seq, hash, raw, sig from event order by chain, seq');
      const before = await events();
      await migrate(
        fresh.database,
        migrations.filter((one) => one.number <= number),
      );
      await migrate(fresh.database);
      expect(await events()).toEqual(before);
      expect(before.length).toBeGreaterThan(0);
      expect(await fresh.database.query('select number from schema_migration order by number')).toEqual(
        migrations.map((one) => ({ number: one.number })),
      );
    },
  );

  it('tells keepers of the passes that were registered before they shared a register', async () => {
    const { database } = fresh;
    await database.query(await readFile('test/fixtures/hub-0001/schema.sql', 'utf8'));
    const at = Date.parse('2026-11-20T09:00:00+08:00');
    const body = {
      direction: 'in',
      gate: 'lk-gate-01',
      class: 'car',
      persons: 2,
      declaresFire: false,
      depositsFire: false,
      entry: null,
      at,
    };
    const [entry] = await database.query<{ id: string; person: string }>(
      `update event set kind = 'pass', schema = 1, raw = $1 where (chain, seq) = (select chain, seq from event where outcome = 'stored' limit 1)
       returning id, person`,
      [JSON.stringify({ body })],
    );
    await migrate(database);
    const told = await database.query("select key, audience, body from change where entity = 'pass'");
    expect(told).toEqual([{ key: entry?.id, audience: 'gate', body: { ...body, ...entry, voided: false } }]);
  });

  it('does nothing the second time', async () => {
    await migrate(fresh.database);
    await fresh.database.query("insert into person values (gen_random_uuid(), 'somebody', 1)");
    await migrate(fresh.database);
    const numbers = migrations.map(({ number }) => ({ number }));
    expect(await fresh.database.query('select number from schema_migration order by number')).toEqual(numbers);
    expect(await fresh.database.query('select name from person')).toEqual([{ name: 'somebody' }]);
  });

  it('applies each step once when two hubs start at once', async () => {
    await Promise.all([migrate(fresh.database), migrate(fresh.database)]);
    expect(await fresh.database.query('select count(*) as n from schema_migration')).toEqual([
      { n: migrations.length },
    ]);
  });

  it('refuses a migration whose text was changed', async () => {
    await migrate(fresh.database);
    const changed = migrations.map(({ number, sql }) => ({ number, sql: `${sql}\n-- more` }));
    await expect(migrate(fresh.database, changed)).rejects.toThrow('migration 1 was changed');
  });

  it('refuses a database of a newer hub', async () => {
    await migrate(fresh.database, [...migrations, { number: 9999, sql: 'create table later (id integer)' }]);
    await expect(migrate(fresh.database)).rejects.toThrow('migration 9999, which this hub does not know');
  });

  it('keeps nothing of a step that fails', async () => {
    const broken = [...migrations, { number: 9999, sql: 'create table later (id integer); select 1 / 0' }];
    await expect(migrate(fresh.database, broken)).rejects.toThrow('division by zero');
    expect(await tables()).toEqual([]);
  });
});
