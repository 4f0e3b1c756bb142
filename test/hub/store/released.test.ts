import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnrolledProfile } from '../../../src/app/storage/own-keys.ts';
import type { EventRow } from '../../../src/app/storage/rows.ts';
import { DiskPartStore } from '../../../src/hub/store/disk-part-store.ts';
import { migrate } from '../../../src/hub/store/migrate.ts';
import { migrations } from '../../../src/hub/store/migrations.ts';
import { sha256Hex } from '../../../src/protocol/bytes.ts';
import { receiptSchema } from '../../../src/protocol/custody.ts';
import { bodySchemas, eventSchema, type HulinEvent, type KnownBody } from '../../../src/protocol/event.ts';
import { changeSchema, pulledEventSchema } from '../../../src/protocol/pull.ts';
import { importVerifyKey, isSignedBy, type PublicJwk, type Signed } from '../../../src/protocol/signed.ts';
import { rowsOf } from '../../support/dump-database.ts';
import { emptyDatabase, type FreshDatabase } from '../../support/hub-database.ts';
import { hubOn } from '../../support/hub-on.ts';
import type { HubUnderTest } from '../../support/hub-under-test.ts';
import { asCommander, asRanger, type Persona } from '../../support/personas.ts';
import { readPhoneFixture } from '../../support/phone-fixture.ts';
import type { WaitingChain } from '../../support/phones-write.ts';

/** Where the hub shows that it used an event of this form: `$1` is the event's id, `$2` what its body names. */
const traces = {
  'violation/1': 'select 1 from event where id = $1 and $2::text is null',
  'acknowledgement/1': 'select 1 from alarm where acknowledged_event = $1 and id = $2::uuid',
  'alarm-step/1': `select 1 from alarm where file::text like '%' || $1::uuid || '%' and id = $2::uuid`,
  'note/1': `select 1 from change where entity = 'remark' and key = $1::uuid::text and body ->> 'about' = $2`,
  'amendment/1': `select 1 from change where entity = 'remark' and key = $1::uuid::text and body ->> 'about' = $2`,
  'voiding/1': `select 1 from change where entity = 'remark' and key = $1::uuid::text and body ->> 'about' = $2`,
  'case-step/1': `select 1 from case_file where file::text like '%' || $1::uuid || '%' and violation = $2::uuid`,
  'conflict-settlement/1': `select 1 from case_file where file::text like '%' || $1::uuid || '%' and violation = $2::uuid`,
  'conflict-settlement/2': `select 1 from gate_file where file::text like '%' || $1::uuid || '%' and gate = $2`,
  'gate-mode/1': `select 1 from gate_file where file::text like '%' || $1::uuid || '%' and gate = $2`,
  'legal-text/1': 'select 1 from legal_text where event = $1 and $2::text is null',
  'rulebook/1': 'select 1 from office_rulebook where event = $1 and $2::text is null',
  'permit/1': 'select 1 from permit where id = $1 and $2::text is null',
  'permit-withdrawal/1':
    'select 1 from permit where $1::uuid is not null and id = $2::uuid and withdrawn_at is not null',
  'sighting/1': 'select 1 from sighting where event = $1 and $2::text is null',
  'incident-step/1': 'select 1 from incident_step where event = $1 and $2::text is null',
  'pass/1': 'select 1 from event where id = $1 and $2::text is null',
} as const satisfies Record<KnownBody, string>;

const newest = migrations.at(-1)?.number ?? 0;
const fixtureOf = (number: number) => `test/fixtures/hub-${String(number).padStart(4, '0')}`;
const released = migrations
  .map(({ number }) => number)
  .filter((number) => existsSync(`${fixtureOf(number)}/waiting.json`));
const readWaiting = async (number: number) =>
  JSON.parse(await readFile(`${fixtureOf(number)}/waiting.json`, 'utf8')) as WaitingChain[];
const read = (raw: string): HulinEvent => v.parse(eventSchema, JSON.parse(raw));
const formOf = ({ kind, schema }: HulinEvent) => `${kind}/${schema}`;

describe('the hubs that were released', () => {
  it('are fixtures, the newest schema too: `npx vitest run --config test/fixture.config.ts hub`', () => {
    expect(released).toContain(newest);
  });

  it('have phones that wrote something of every form the hub knows', async () => {
    const chains = (await Promise.all(released.map(readWaiting))).flat();
    const forms = new Set(chains.flatMap(({ events }) => events.map(({ raw }) => formOf(read(raw)))));
    expect([...forms].toSorted()).toEqual(Object.keys(bodySchemas).toSorted());
  });
});

describe.each(released)('a hub of schema %i with its phones, under this build', (number) => {
  let fresh: FreshDatabase;
  let folder: string;
  let hub: HubUnderTest;
  let courier: Persona;
  const waiting: WaitingChain[] = [];
  beforeAll(async () => {
    fresh = await emptyDatabase();
    await fresh.database.query(await readFile(`${fixtureOf(number)}/schema.sql`, 'utf8'));
    await migrate(fresh.database);
    folder = await mkdtemp(join(tmpdir(), 'hulin-released-'));
    await cp(fixtureOf(number), folder, { recursive: true });
    const partStore = new DiskPartStore(join(folder, 'parts'));
    const now = Date.parse('2026-11-23T10:00:00+08:00');
    hub = await hubOn({ fresh, keyFolder: join(folder, 'keys'), partStore, now });
    courier = await asRanger(hub);
    waiting.push(...(await readWaiting(number)));
  }, 60_000);
  afterAll(async () => {
    await hub.close();
    await fresh.drop();
    await rm(folder, { recursive: true });
  });

  it('stores what its phones had not sent, and uses all of it', async () => {
    for (const { chain, events } of waiting) {
      const { results } = await courier.push(events, chain);
      expect(results.map(({ outcome }) => outcome)).toEqual(events.map(() => 'stored'));
    }
    const written = waiting.flatMap(({ events }) => events.map(({ raw }) => read(raw)));
    for (const event of written) {
      const found = await hub.database.query(traces[formOf(event) as KnownBody], [event.id, namedBy(event)]);
      expect(found, formOf(event)).not.toEqual([]);
    }
  });

  it('stores what the first version of the app had written', async () => {
    const { events, profile } = rowsOfFirstPhone();
    const { device, chain, grant } = profile.enrolled;
    const { database, clock } = hub;
    const now = clock.now();
    await database.query('insert into person values ($1, $2, $3)', [grant.person.id, grant.person.name, now]);
    await database.query('insert into device (id, kid, jwk, enrolled_at) values ($1, $2, $3, $4)', [
      ...[device, profile.kid, JSON.stringify(profile.jwk), now],
    ]);
    await database.query(
      `insert into device_grant (id, device, person, role, area, from_at) values ($1, $2, $3, 'ranger', '*', 0)`,
      [grant.id, device, grant.person.id],
    );
    await database.query('insert into chain (id, device, opened_at) values ($1, $2, $3)', [chain, device, now]);
    const sent = events.map(({ raw, sig, kid, wraps }) => ({ raw, sig, kid, wraps }));
    const { results } = await courier.push(sent, chain);
    expect(results.map(({ outcome }) => outcome)).toEqual(['stored', 'stored']);
  });

  it('tells back every event as it was signed, old ones and new, with the receipt it once gave', async () => {
    const keys = await keysByKid(hub);
    const changes = await (await (await asCommander(hub)).signIn()).pullAll();
    const pulled = changes.map((change) => v.parse(changeSchema, change)).filter(({ entity }) => entity === 'event');
    const bodies = pulled.map(({ body }) => v.parse(pulledEventSchema, body));
    for (const { event, receipt } of bodies) {
      const { hash } = v.parse(receiptSchema, JSON.parse(receipt.raw));
      expect(hash).toBe(await sha256Hex(event.raw));
      expect(await isSigned(keys, 'event', event)).toBe(true);
      expect(await isSigned(keys, 'receipt', receipt)).toBe(true);
    }
    const raws = new Set(bodies.map(({ event }) => event.raw));
    for (const { events } of waiting) for (const { raw } of events) expect(raws.has(raw)).toBe(true);
  });

  it('has whole chains and changes without a hole', async () => {
    const rows = await hub.database.query<{ chain: string; seq: number; raw: string; hash: string }>(
      'select chain, seq, raw, hash from event order by chain, seq',
    );
    const last = new Map<string, string>();
    for (const { chain, seq, raw, hash } of rows) {
      expect(read(raw)).toMatchObject({ chain, seq, prev: last.get(chain) ?? null });
      last.set(chain, hash);
    }
    const [hole] = await hub.database.query<{ holes: number }>('select max(n) - count(*) as holes from change');
    expect(hole?.holes).toBe(0);
  });
});

function rowsOfFirstPhone(): { readonly events: readonly EventRow[]; readonly profile: EnrolledProfile } {
  const { dump } = readPhoneFixture(1);
  const [profile] = rowsOf(dump, 'profile') as EnrolledProfile[];
  if (!profile) throw new Error('no profile');
  return { events: rowsOf(dump, 'events') as EventRow[], profile };
}

/** What else than itself an event is about. */
function namedBy({ kind, schema, body }: HulinEvent): unknown {
  if (kind === 'gate-mode' || (kind === 'conflict-settlement' && schema === 2)) return body['gate'];
  const about: Partial<Record<string, string>> = {
    ...{ acknowledgement: 'alarm', 'alarm-step': 'alarm', note: 'about', amendment: 'about', voiding: 'about' },
    ...{ 'case-step': 'violation', 'conflict-settlement': 'violation', 'permit-withdrawal': 'permit' },
  };
  const name = about[kind];
  return name === undefined ? null : body[name];
}

async function keysByKid({ database }: HubUnderTest): Promise<Map<string, CryptoKey>> {
  const rows = await database.query<{ kid: string; jwk: PublicJwk }>(
    'select kid, jwk from device union all select kid, jwk from hub_key',
  );
  return new Map(await Promise.all(rows.map(async ({ kid, jwk }) => [kid, await importVerifyKey(jwk)] as const)));
}

async function isSigned(
  keys: ReadonlyMap<string, CryptoKey>,
  purpose: 'event' | 'receipt',
  signed: Signed,
): Promise<boolean> {
  const key = keys.get(signed.kid);
  return key !== undefined && isSignedBy(purpose, signed, key);
}
