import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DiskPartStore } from '../../../src/hub/store/disk-part-store.ts';
import { migrate } from '../../../src/hub/store/migrate.ts';
import { migrations } from '../../../src/hub/store/migrations.ts';
import { sha256Hex } from '../../../src/protocol/bytes.ts';
import { receiptSchema } from '../../../src/protocol/custody.ts';
import { eventSchema } from '../../../src/protocol/event.ts';
import { changeSchema } from '../../../src/protocol/pull.ts';
import { importVerifyKey, isSignedBy, type PublicJwk } from '../../../src/protocol/signed.ts';
import { situationSchema } from '../../../src/protocol/situation.ts';
import { emptyDatabase, type FreshDatabase } from '../../support/hub-database.ts';
import { hubOn } from '../../support/hub-on.ts';
import type { HubUnderTest } from '../../support/hub-under-test.ts';
import { asCommander, type Persona } from '../../support/personas.ts';
import { someFields } from '../../support/some-violation.ts';

const fixture = 'test/fixtures/hub-0001';

describe('a hub of schema 0001, read by this build', () => {
  let fresh: FreshDatabase;
  let folder: string;
  let hub: HubUnderTest;
  let commander: Persona;
  beforeAll(async () => {
    fresh = await emptyDatabase();
    await fresh.database.query(await readFile(`${fixture}/schema.sql`, 'utf8'));
    await migrate(fresh.database);
    folder = await mkdtemp(join(tmpdir(), 'hulin-0001-'));
    await cp(fixture, folder, { recursive: true });
    const now = Date.parse('2026-11-23T10:00:00+08:00');
    hub = await hubOn({
      fresh,
      keyFolder: join(folder, 'keys'),
      partStore: new DiskPartStore(join(folder, 'parts')),
      now,
    });
    commander = await (await asCommander(hub)).signIn();
  });
  afterAll(async () => {
    await hub.close();
    await fresh.drop();
    await rm(folder, { recursive: true });
  });

  const keysByKid = async () => {
    const rows = await fresh.database.query<{ kid: string; jwk: PublicJwk }>(
      'select kid, jwk from device union all select kid, jwk from hub_key',
    );
    const imported = rows.map(async ({ kid, jwk }) => [kid, await importVerifyKey(jwk)] as const);
    return new Map(await Promise.all(imported));
  };
  const someIn = async (table: string) => {
    const [row] = await fresh.database.query<{ n: number }>(`select count(*) as n from ${table}`);
    return row?.n ?? 0;
  };

  it('has something in every table', async () => {
    const tables = await fresh.database.query<{ name: string }>(
      "select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace",
    );
    const made = migrations.filter(({ number }) => number === 1).flatMap(({ sql }) => sql.match(/^create table \w+/gm));
    const text = await readFile(`${fixture}/schema.sql`, 'utf8');
    const filled = tables.filter(({ name }) => text.includes(`\ninsert into "${name}" `));
    expect(filled.length).toBe(made.length + 1); // schema_migration itself
  });

  it('has whole chains: every link, signature and receipt', async () => {
    const keys = await keysByKid();
    const rows = await fresh.database.query<Record<'chain' | 'raw' | 'sig' | 'kid' | 'hash', string> & { seq: number }>(
      'select chain, seq, raw, sig, kid, hash from event order by chain, seq',
    );
    const last = new Map<string, string>();
    for (const { chain, seq, raw, sig, kid, hash } of rows) {
      const event = v.parse(eventSchema, JSON.parse(raw));
      expect(event).toMatchObject({ chain, seq, prev: last.get(chain) ?? null });
      expect(await sha256Hex(raw)).toBe(hash);
      expect(await isSignedBy('event', { raw, sig, kid }, keys.get(kid)!)).toBe(true);
      last.set(chain, hash);
    }
    expect(last.size).toBeGreaterThanOrEqual(3);
  });

  it('has receipts for what is stored, held and forked', async () => {
    const keys = await keysByKid();
    const rows = await fresh.database.query<Record<'hash' | 'raw' | 'sig' | 'kid', string>>(
      `select hash, receipt_raw as raw, receipt_sig as sig, receipt_kid as kid from event
        union all select hash, receipt_raw, receipt_sig, receipt_kid from event_fork`,
    );
    const outcomes = new Set<string>();
    for (const { hash, ...receipt } of rows) {
      const said = v.parse(receiptSchema, JSON.parse(receipt.raw));
      expect(said.hash).toBe(hash);
      expect(await isSignedBy('receipt', receipt, keys.get(receipt.kid)!)).toBe(true);
      outcomes.add(said.outcome);
    }
    expect([...outcomes].toSorted()).toEqual(['fork', 'held', 'stored']);
  });

  it('is pulled whole, of every entity', async () => {
    const changes = (await commander.pullAll(7)).map((change) => v.parse(changeSchema, change));
    const entities = new Set(changes.map(({ entity }) => entity));
    expect([...entities].toSorted()).toEqual(['alarm', 'custody', 'device', 'event', 'station']);
    expect(changes.findLast(({ entity }) => entity === 'alarm')).toMatchObject({
      body: { status: 'cleared', acknowledged: { event: expect.any(String) as string } },
    });
    expect(changes.filter(({ entity }) => entity === 'custody').at(-1)).toMatchObject({
      body: { parts: 3, received: 2 },
    });
  });

  it('opens its sealed parts', async () => {
    const [part] = await fresh.database.query<{ event: string; sha256: string }>(
      `select e.id as event, p.sha256 from event_part p join event e using (chain, seq) where p.role = 'fields'`,
    );
    const opened = await commander.ask('POST', '/api/v1/openings', { event: part?.event, part: part?.sha256 });
    expect(opened.statusCode).toBe(200);
    expect(opened.json()).toEqual(someFields());
  });

  it('tells the situation', async () => {
    const situation = v.parse(situationSchema, (await commander.ask('GET', '/api/v1/situation')).json());
    expect(situation.readings).toContainEqual(
      expect.objectContaining({ station: 'sample-smoke-01', name: 'smoke', value: 0.02 }),
    );
  });

  it('takes new events where its chains end', async () => {
    const before = await someIn('event');
    const { results } = await commander.push([await commander.record()]);
    expect(results).toMatchObject([{ outcome: 'stored', seq: 1 }]);
    expect(await someIn('event')).toBe(before + 1);
    const [hole] = await fresh.database.query<{ holes: number }>('select max(n) - count(*) as holes from change');
    expect(hole?.holes).toBe(0);
  });
});
