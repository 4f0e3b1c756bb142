import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { afterAll, expect, it } from 'vitest';
import { makeAnchor } from '../../src/hub/evidence/make-anchor.ts';
import { DiskPartStore } from '../../src/hub/store/disk-part-store.ts';
import { migrations } from '../../src/hub/store/migrations.ts';
import { rollUpDue } from '../../src/hub/telemetry/roll-up.ts';
import { utf8 } from '../../src/protocol/bytes.ts';
import { dumpRows } from './dump-rows.ts';
import { type FreshDatabase, freshDatabase } from './hub-database.ts';
import { hubOn } from './hub-on.ts';
import type { HubUnderTest } from './hub-under-test.ts';
import { asCommander, asRanger } from './personas.ts';
import { phonesWrite } from './phones-write.ts';
import { liveThrough } from './sample-life.ts';

/**
 * Writes the fixture of the newest schema: its SQL with sample rows, the keys and parts that belong to them, and what its phones had
 * written and not sent. Run it once for each new schema, before it is released: `npx vitest run --config test/fixture.config.ts`. A
 * released fixture is never written again.
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
  const waiting = await phonesWrite(hub);
  await commandActs(hub);
  await makeAnchor(fresh.database, hub.keys, hub.clock.now());
  await hub.close();
  await writeFile(`${place}/waiting.json`, `${JSON.stringify(waiting, null, 1)}\n`);
  await writeFile(`${place}/schema.sql`, await dump());
  expect(await readFile(`${place}/schema.sql`, 'utf8')).toContain('insert into "event"');
});

/** Command decides about what was held and erases a record; the hour is over and reckoned. */
async function commandActs(hub: HubUnderTest): Promise<void> {
  const commander = await (await asCommander(hub)).signIn();
  const [held] = await hub.database.query<{ chain: string; seq: number }>(
    "select chain, seq from event where outcome = 'held' order by received_at, seq limit 1",
  );
  await commander.ask('POST', '/api/v1/reviews', { ...held, outcome: 'refused' });
  const [ranger, part] = [
    await asRanger(hub, '示例被销毁'),
    { plain: utf8('{}'), role: 'fields', type: 'application/json' } as const,
  ];
  const { id, wraps, parts } = await ranger.seal([part]);
  await ranger.push([await ranger.record({ id, parts, wraps })]);
  await commander.ask('POST', '/api/v1/erasures', { records: [id], because: 'by-hand' });
  hub.clock.pass(2 * 3_600_000);
  await rollUpDue(hub.database, hub.clock.now(), new AbortController().signal);
}

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
