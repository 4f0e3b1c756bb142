import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { recallOf } from '../../src/app/storage/recall-of.ts';
import type { Fetch } from '../../src/app/sync/hub-http.ts';
import { restoreBackup } from '../../src/hub/backup/restore-backup.ts';
import { takeBackup } from '../../src/hub/backup/take-backup.ts';
import { closeChain } from '../../src/hub/custody/close-chain.ts';
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
  /** A tab of a phone that goes on against whatever hub stands now. */
  const aTab = (of: { profile?: string } = {}) => {
    const lines = new Map<HubUnderTest, PhoneLine>();
    const fetch: Fetch = (path, init) => {
      const line = lines.get(life.hub) ?? new PhoneLine(life.hub);
      lines.set(life.hub, line);
      return line.fetch(path, init);
    };
    const phone = aPhone({ ...of, fetch });
    phones.push(phone);
    return phone;
  };
  const aPhoneOf = async (role: 'ranger' | 'commander') => {
    const phone = aTab();
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
  const backUpTo = async (name: string) => {
    const file = join(folder, `${name}.age`);
    const from = { database: life.fresh.database, ...placesIn(lifeName), clock: life.hub.clock, work: 4 };
    await takeBackup(from, file, passphrase);
    life.hub.clock.pass(600_000);
    return file;
  };
  const restoreFrom = async (file: string, name: string) => {
    const fresh = await emptyDatabase();
    await restoreBackup({ database: fresh.database, ...placesIn(name), clock: life.hub.clock }, file, passphrase);
    await migrate(fresh.database);
    await begin(fresh, name, life.hub.clock.now() + 600_000);
  };
  const closes = (chain: string) => closeChain(life.hub, chain, '01940000-0000-7000-8000-000000000001');
  const chainOf = async (phone: Phone) => (await phone.keys.enrolled())?.enrolled.chain ?? '';
  const idsOn = async (chain: string) =>
    (
      await life.fresh.database.query<{ id: string }>(
        "select id from event where chain = $1 and outcome = 'stored' order by seq",
        [chain],
      )
    ).map(({ id }) => id);
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

    await restoreFrom(file, 'second');
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
    const file = await backUpTo('carried');
    await records(old, 1);
    const exported = await old.courier.exportQueue();
    await old.database.delete();
    await carrier.courier.take(exported?.file ?? new Blob([]));
    await carrier.syncs();
    await carrier.syncs();
    const before = await stored();
    await carrier.courier.removeDelivered(); // the backup lacks it: it stays

    await restoreFrom(file, 'third');
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
    const file = await backUpTo('erased');
    const late = await records(ranger, 0);
    await ranger.syncs();
    await eraseRecords(life.hub, [kept, late], { because: 'request', person: null });
    await desk.syncs();

    await restoreFrom(file, 'fourth');
    const openable = async () => {
      const rows = await life.fresh.database.query<{ id: string }>(
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

  it('learns from a phone that its chain was closed since, and goes on with the one it writes now', async () => {
    const ranger = await aPhoneOf('ranger');
    const first = await records(ranger, 0);
    await ranger.syncs();
    const [old, file] = [await chainOf(ranger), await backUpTo('unclosed')];
    await life.hub.keys.rotate(['signing'], life.hub.clock.now()); // the backup lacks the key that will say so
    await closes(old);
    await ranger.syncs();
    const second = await records(ranger, 1);
    await ranger.syncs();
    const successor = await chainOf(ranger);
    expect(successor).not.toBe(old);

    await restoreFrom(file, 'fifth');
    await ranger.syncs();
    expect([await idsOn(old), await idsOn(successor)]).toEqual([[first], [second]]);
    expect(await until(ranger.sync.state)).toMatchObject({ needsYou: null, waiting: { events: 0, parts: 0 } });
  });

  it('has again what it had taken before it closed the chain, on the one that stands', async () => {
    const ranger = await aPhoneOf('ranger');
    const file = await backUpTo('emptied');
    const lost = await records(ranger, 1);
    await ranger.syncs();
    const old = await chainOf(ranger);
    await closes(old);
    await ranger.syncs();
    expect(await idsOn(old)).toEqual([lost]);

    await restoreFrom(file, 'ninth');
    await ranger.syncs();
    await ranger.syncs();
    expect([await idsOn(old), await idsOn(await chainOf(ranger))]).toEqual([[], [lost]]);
    const [shown] = await until(ranger.records.all, ([one]) => one?.custody === 'verified');
    expect(shown?.id).toBe(lost);
    expect(await until(ranger.sync.state)).toMatchObject({ needsYou: null, waiting: { events: 0, parts: 0 } });
  });

  it('that closed the chain otherwise meanwhile gets everything on the chain that stands', async () => {
    const ranger = await aPhoneOf('ranger');
    const first = await records(ranger, 0);
    await ranger.syncs();
    const [old, file] = [await chainOf(ranger), await backUpTo('otherwise')];
    await closes(old);
    await ranger.syncs();
    const second = await records(ranger, 1);
    await ranger.syncs();

    await restoreFrom(file, 'sixth');
    const standing = (await closes(old)) ?? '';
    await ranger.syncs();
    await ranger.syncs();
    expect(await chainOf(ranger)).toBe(standing);
    expect([await idsOn(old), await idsOn(standing)]).toEqual([[first], [second]]);
    expect(await until(ranger.sync.state)).toMatchObject({ needsYou: null, waiting: { events: 0, parts: 0 } });
  });

  it('that closes a chain before its phone is heard again gets what it had once acknowledged and lost', async () => {
    const ranger = await aPhoneOf('ranger');
    const first = await records(ranger, 0);
    await ranger.syncs();
    const [old, file] = [await chainOf(ranger), await backUpTo('early')];
    const second = await records(ranger, 1);
    await ranger.syncs();

    await restoreFrom(file, 'seventh');
    const successor = (await closes(old)) ?? '';
    await ranger.syncs();
    expect([await idsOn(old), await idsOn(successor)]).toEqual([[first], [second]]);
  });

  it('takes what is carried of a phone that enrolled since and is gone, by the word it had from the hub', async () => {
    const carrier = await aPhoneOf('ranger');
    const file = await backUpTo('before-enrolment');
    const late = await aPhoneOf('ranger');
    await records(late, 0);
    await late.syncs();
    const old = await chainOf(late);
    await closes(old);
    await late.syncs();
    const second = await records(late, 1);
    const successor = await chainOf(late);
    const exported = await late.courier.exportQueue();
    await late.database.delete();

    await restoreFrom(file, 'eighth');
    expect(await exported?.file.text()).not.toContain('Ranger'); // who he is, only the hub reads
    await carrier.courier.take(exported?.file ?? new Blob([]));
    const onward = await carrier.courier.exportQueue();
    const other = await aPhoneOf('ranger');
    await other.courier.take(onward?.file ?? new Blob([]));
    await other.syncs();
    expect(await idsOn(successor)).toEqual([second]);
    expect(await idsOn(old)).toEqual([]); // nobody carries that one
    expect(await until(other.courier.carried)).toMatchObject([{ isDelivered: true, stuck: null }]);
  });

  describe('in which further people had come to phones it knows', () => {
    const another = async (phone: Phone) => {
      const link = `#enrol=${await life.hub.code('ranger', '后来者')}&hub=${life.hub.keys.identityKid}`;
      expect(await phone.enrolment.enrol(link, never)).toMatchObject({ ok: true });
    };
    const standingOf = (ids: readonly string[]) =>
      life.fresh.database.query(
        `select e.outcome, r.outcome as reviewed from event e left join event_review r on r.chain = e.chain and r.seq = e.seq
          where e.id = any($1::uuid[]) order by e.seq`,
        [ids],
      );
    const used = { outcome: 'stored', reviewed: null };
    const released = { outcome: 'held', reviewed: 'released' };

    it('is shown their grants before what they wrote', async () => {
      const shared = await aPhoneOf('ranger');
      const file = await backUpTo('further');
      await life.hub.keys.rotate(['signing'], life.hub.clock.now()); // the backup lacks the key that signs the grant
      await another(shared);
      const first = await records(shared, 1);
      await shared.syncs();

      await restoreFrom(file, 'tenth');
      const second = await records(shared, 0);
      await shared.syncs();
      expect(await standingOf([first, second])).toEqual([used, used]);
      expect(await until(shared.sync.state)).toMatchObject({ needsYou: null, connection: 'online' });
      const { enrolled } = (await shared.keys.enrolled()) ?? {};
      const told = await life.fresh.database.query("select 1 from event where kind = 'grant' and raw like $1", [
        `%"recalled"%${enrolled?.grant.id}%`,
      ]);
      expect(told).toHaveLength(1);
    });

    it('uses what it had to hold of them as soon as their phone shows it', async () => {
      const shared = await aPhoneOf('ranger');
      const file = await backUpTo('held');
      await another(shared);
      const late = await records(shared, 0);

      await restoreFrom(file, 'eleventh');
      const enrolled = (await shared.database.profile.toArray())[0]?.enrolled;
      const kept = enrolled?.grantAnswers;
      const keeps = (grantAnswers: typeof kept) =>
        shared.database.profile.toCollection().modify((row) => {
          if (row.enrolled) Object.assign(row.enrolled, { grantAnswers });
        });
      await keeps([]); // as an older app, which shows nothing
      await shared.syncs();
      expect(await standingOf([late])).toEqual([{ outcome: 'held', reviewed: null }]);
      await keeps(kept);
      await aTab({ profile: shared.profile }).syncs();
      expect(await standingOf([late])).toEqual([released]);
    });

    it('uses it as well when it comes by a courier', async () => {
      const [shared, carrier] = [await aPhoneOf('ranger'), await aPhoneOf('ranger')];
      const file = await backUpTo('further-carried');
      await another(shared);
      const late = await records(shared, 0);
      const exported = await shared.courier.exportQueue();
      await shared.database.delete();

      await restoreFrom(file, 'twelfth');
      await carrier.courier.take(exported?.file ?? new Blob([]));
      await carrier.syncs();
      expect(await standingOf([late])).toEqual([released]);
    });

    it('believes no grant that it did not sign for that very key', async () => {
      const [shared, other] = [await aPhoneOf('ranger'), await aPhoneOf('ranger')];
      const file = await backUpTo('believed');
      await another(shared);
      await another(other);
      await restoreFrom(file, 'thirteenth');
      const [own, theirs] = [await shared.keys.enrolled(), await other.keys.enrolled()];
      const answer = own?.enrolled.grantAnswers?.[0];
      if (!own || !answer || !theirs) throw new Error('nobody came');
      const tampered = { ...answer, raw: answer.raw.replace('"ranger"', '"commander"') };
      const grants = [tampered, ...(theirs.enrolled.grantAnswers ?? []), own.enrolled.answer];
      const before = await life.fresh.database.query('select id from device_grant order by id');
      const recall = await recallOf(own);
      const asks = (payload: object) =>
        life.hub.app.inject({ method: 'POST', url: '/api/v1/enrolments/recall', payload });
      expect((await asks({ ...recall, grants })).statusCode).toBe(204);
      expect(await life.fresh.database.query('select id from device_grant order by id')).toEqual(before);
      await life.fresh.database.query("update device set status = 'revoked' where id = $1", [own.enrolled.device]);
      expect((await asks(recall)).statusCode).toBe(204);
      expect(await life.fresh.database.query('select id from device_grant order by id')).toEqual(before);
      await life.fresh.database.query("update device set status = 'active' where id = $1", [own.enrolled.device]);
      for (let time = 0; time < 2; time += 1) expect((await asks(recall)).statusCode).toBe(204);
      expect(await life.fresh.database.query('select id from device_grant')).toHaveLength(before.length + 1);
    });
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
