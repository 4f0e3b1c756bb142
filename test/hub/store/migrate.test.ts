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

  it('does nothing the second time', async () => {
    await migrate(fresh.database);
    await fresh.database.query("insert into person values (gen_random_uuid(), 'somebody', 1)");
    await migrate(fresh.database);
    expect(await fresh.database.query('select number from schema_migration')).toEqual([{ number: 1 }]);
    expect(await fresh.database.query('select name from person')).toEqual([{ name: 'somebody' }]);
  });

  it('applies each step once when two hubs start at once', async () => {
    await Promise.all([migrate(fresh.database), migrate(fresh.database)]);
    expect(await fresh.database.query('select count(*) as n from schema_migration')).toEqual([{ n: 1 }]);
  });

  it('refuses a migration whose text was changed', async () => {
    await migrate(fresh.database);
    const changed = migrations.map(({ number, sql }) => ({ number, sql: `${sql}\n-- more` }));
    await expect(migrate(fresh.database, changed)).rejects.toThrow('migration 1 was changed');
  });

  it('refuses a database of a newer hub', async () => {
    await migrate(fresh.database, [...migrations, { number: 2, sql: 'create table later (id integer)' }]);
    await expect(migrate(fresh.database)).rejects.toThrow('migration 2, which this hub does not know');
  });

  it('keeps nothing of a step that fails', async () => {
    const broken = [...migrations, { number: 2, sql: 'create table later (id integer); select 1 / 0' }];
    await expect(migrate(fresh.database, broken)).rejects.toThrow('division by zero');
    expect(await tables()).toEqual([]);
  });
});
