import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Fetch } from '../../src/app/sync/hub-http.ts';
import { restoreBackup } from '../../src/hub/backup/restore-backup.ts';
import { takeBackup } from '../../src/hub/backup/take-backup.ts';
import { eraseRecords } from '../../src/hub/retention/erase-records.ts';
import { DiskPartStore } from '../../src/hub/store/disk-part-store.ts';
import { migrate } from '../../src/hub/store/migrate.ts';
import { emptyDatabase, type FreshDatabase, freshDatabase } from '../support/hub-database.ts';
import { hubOn } from '../support/hub-on.ts';
import type { HubUnderTest } from '../support/hub-under-test.ts';
import { aPhone, type Phone, records, until } from '../support/phone.ts';
import { PhoneLine } from '../support/phone-line.ts';

vi.setConfig({ testTimeout: 90_000 });

const now = Date.parse('2027-01-15T10:00:00+08:00');
const never = new AbortController().signal;
const passphrase = 'a good long passphrase';

/** I8: what was stored after the backup comes again from the phones, and only from them. */
describe('a hub restored from an old backup', () => {
  let folder: string;
  let life: { fresh: FreshDatabase; hub: HubUnderTest };
  const lives: (typeof life)[] = [];
  const phones: Phone[] = [];
  const placesIn = (name: string) => ({
    parts: new DiskPartStore(join(folder, name, 'parts')),
    keyFolder: join(folder, name, 'keys'),
    packagesFolder: join(folder, name, 'packages'),
  });
  let lifeName = '';
  const begin = async (fresh: FreshDatabase, name: string, at: number) => {
    lifeName = name;
    const { keyFolder, parts } = placesIn(name);
    life = { fresh, hub: await hubOn({ fresh, keyFolder, partStore: parts, now: at }) };
    lives.push(life);
  };
  const aPhoneOf = async (role: 'ranger' | 'commander') => {
    const lines = new Map<HubUnderTest, PhoneLine>();
    const fetch: Fetch = (path, init) => {
      const line = lines.get(life.hub) ?? new PhoneLine(life.hub);
      lines.set(life.hub, line);
      return line.fetch(path, init);
    };
    const phone = aPhone({ fetch });
    phones.push(phone);
    const link = `#enrol=${await life.hub.code(role)}&hub=${life.hub.keys.identityKid}`;
    expect(await phone.enrolment.enrol(link, never)).toMatchObject({ ok: true });
    return phone;
  };
  const stored = async () => {
    const { database } = life.fresh;
    const events = await database.query<{ raw: string }>("select raw from event where kind = 'violation' order by raw");
    const parts = await database.query<{ sha256: string }>('select sha256 from part order by 1');
    return { events: events.map(({ raw }) => raw), parts: parts.map(({ sha256 }) => sha256) };
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hulin-lives-'));
    await begin(await freshDatabase(), 'first', now);
  });
  afterAll(async () => {
    for (const phone of phones) phone.close();
    for (const { hub, fresh } of lives) {
      await hub.close();
      await fresh.drop();
    }
    await rm(folder, { recursive: true });
  });

  it('has everything again after one round with each phone, and tells them how far the backup reaches', async () => {
    const [ranger, desk] = [await aPhoneOf('ranger'), await aPhoneOf('commander')];
    await records(ranger, 1);
    await ranger.syncs();
    life.hub.clock.pass(3_600_000);
    const file = join(folder, 'hub.age');
    await takeBackup(
      { database: life.fresh.database, ...placesIn('first'), clock: life.hub.clock, work: 4 },
      file,
      passphrase,
    );

    await records(ranger, 2);
    await ranger.syncs();
    const late = await aPhoneOf('ranger'); // enrolled after the backup
    await records(late, 1);
    await late.syncs();
    await desk.syncs();
    const before = await stored();
    expect(before.events).toHaveLength(3);
    const { chain } = (await until(ranger.enrolment.profile)) ?? { chain: '' };
    expect((await ranger.stores.chains.hubHead(chain))?.horizon).toBe(now + 3_300_000);
    await life.hub.keys.rotate(['signing'], life.hub.clock.now());
    await ranger.syncs(); // signed by a key that the backup lacks

    const fresh = await emptyDatabase();
    const target = { database: fresh.database, ...placesIn('second'), clock: life.hub.clock };
    await restoreBackup(target, file, passphrase);
    await migrate(fresh.database);
    await begin(fresh, 'second', now + 7_200_000);
    expect((await stored()).events).toHaveLength(1);

    for (const phone of [ranger, late, desk]) await phone.syncs();
    expect(await stored()).toEqual(before);
    for (const phone of [ranger, late]) {
      const own = await until(phone.records.all, (all) => all.every(({ custody }) => custody === 'verified'));
      expect(own.length).toBeGreaterThan(0);
      expect(await until(phone.sync.state)).toMatchObject({ needsYou: null, connection: 'online' });
    }
    await desk.syncs();
    const seen = await until(desk.pulled.violations, (all) => all.length === 3);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(3);
  });

  it('has again what was delivered for somebody whose own phone is gone', async () => {
    const [old, carrier] = [await aPhoneOf('ranger'), await aPhoneOf('ranger')];
    const file = join(folder, 'carried.age');
    const from = { database: life.fresh.database, ...placesIn(lifeName), clock: life.hub.clock, work: 4 };
    await takeBackup(from, file, passphrase);
    life.hub.clock.pass(600_000);
    await records(old, 1);
    const exported = await old.courier.exportQueue();
    await old.database.delete();
    await carrier.courier.take(exported?.file ?? new Blob([]));
    await carrier.syncs();
    await carrier.syncs();
    const before = await stored();
    await carrier.courier.removeDelivered(); // the backup lacks it: it stays

    const fresh = await emptyDatabase();
    await restoreBackup({ database: fresh.database, ...placesIn('third'), clock: life.hub.clock }, file, passphrase);
    await migrate(fresh.database);
    await begin(fresh, 'third', life.hub.clock.now() + 600_000);
    expect((await stored()).events).toHaveLength(before.events.length - 1);
    await carrier.syncs();
    expect(await stored()).toEqual(before);
    expect(await until(carrier.courier.carried)).toMatchObject([
      { isDelivered: true, mayBeRemoved: false, stuck: null },
    ]);
  });

  it('erases again what a desk knows to be erased, also records that come again later', async () => {
    const [ranger, desk] = [await aPhoneOf('ranger'), await aPhoneOf('commander')];
    const kept = await records(ranger, 0);
    await ranger.syncs();
    const file = join(folder, 'erased.age');
    const from = { database: life.fresh.database, ...placesIn(lifeName), clock: life.hub.clock, work: 4 };
    await takeBackup(from, file, passphrase);
    const late = await records(ranger, 0);
    await ranger.syncs();
    await eraseRecords(life.hub, [kept, late], { because: 'request', person: null });
    await desk.syncs();

    const fresh = await emptyDatabase();
    await restoreBackup({ database: fresh.database, ...placesIn('fourth'), clock: life.hub.clock }, file, passphrase);
    await migrate(fresh.database);
    await begin(fresh, 'fourth', life.hub.clock.now() + 600_000);
    const openable = async () => {
      const rows = await fresh.database.query<{ id: string }>(
        'select e.id from event e join event_wrap w on w.chain = e.chain and w.seq = e.seq where e.id = any($1::uuid[])',
        [[kept, late]],
      );
      return rows.map(({ id }) => id);
    };
    expect(await openable()).toEqual([kept]);
    await desk.syncs();
    expect(await openable()).toEqual([]);
    await ranger.syncs(); // it had not heard of the erasure
    expect(await openable()).toEqual([late]);
    await desk.syncs();
    expect(await openable()).toEqual([]);
    await desk.syncs();
    expect(await desk.stores.settings.read('erasures-again')).toEqual([]);
  });

  it('takes nobody back but who shows the hub’s own word for his key', async () => {
    const stranger = await aPhoneOf('ranger');
    const answer = (await stranger.keys.enrolled())?.enrolled.answer;
    const tampered = { ...answer, raw: answer?.raw.replace('ranger', 'commander') };
    const before = await life.fresh.database.query('select id from device');
    for (const shown of [answer, tampered]) {
      const response = await life.hub.app.inject({
        method: 'POST',
        url: '/api/v1/enrolments/recall',
        payload: { answer: shown, key: (await phones[0]?.keys.enrolled())?.jwk, sig: 'A'.repeat(86) },
      });
      expect(response.statusCode).toBe(401);
    }
    expect(await life.fresh.database.query('select id from device')).toEqual(before);
  });
});
