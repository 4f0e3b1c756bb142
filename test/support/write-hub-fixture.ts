import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { afterAll, expect, it } from 'vitest';
import { DiskPartStore } from '../../src/hub/store/disk-part-store.ts';
import { migrations } from '../../src/hub/store/migrations.ts';
import { dumpRows } from './dump-rows.ts';
import { type FreshDatabase, freshDatabase } from './hub-database.ts';
import { hubOn } from './hub-on.ts';
import { liveThrough } from './sample-life.ts';

/**
 * Writes the fixture of the newest schema: its SQL with sample rows, the keys and parts that belong to them. Run it once for each
 * new schema, before it is released: `npx vitest run --config test/fixture.config.ts`. A released fixture is never written again.
 */
const number = String(migrations.at(-1)?.number).padStart(4, '0');
const place = `test/fixtures/hub-${number}`;
let fresh: FreshDatabase;

afterAll(() => fresh.drop());

it('writes the fixture', async () => {
  await rm(place, { recursive: true, force: true });
  await mkdir(place, { recursive: true });
  fresh = await freshDatabase();
  const now = Date.parse('2026-11-22T10:00:00+08:00');
  const hub = await hubOn({ fresh, keyFolder: `${place}/keys`, partStore: new DiskPartStore(`${place}/parts`), now });
  await liveThrough(hub);
  await hub.close();
  await writeFile(`${place}/schema.sql`, await dump());
  expect(await readFile(`${place}/schema.sql`, 'utf8')).toContain('insert into "event"');
});

async function dump(): Promise<string> {
  const [change] = await fresh.database.query<{ n: number }>('select last_value as n from change_n');
  const [opening] = await fresh.database.query<{ n: number }>('select max(id) as n from opening');
  const sequences = [
    `select setval('change_n', ${change?.n});`,
    `select setval(pg_get_serial_sequence('opening', 'id'), ${opening?.n});`,
  ];
  const ledger =
    'create table schema_migration (number integer primary key, sha256 text not null, applied_at timestamptz not null default now());';
  const schema = migrations.map(({ sql }) => sql).join('\n');
  return [schema, ledger, '', await dumpRows(fresh.database), ...sequences, ''].join('\n');
}
