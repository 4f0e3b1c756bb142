import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { eraseRecords } from '../../src/hub/retention/erase-records.ts';
import { halves } from '../support/bundles.ts';
import { HubLives } from '../support/hub-lives.ts';
import { type Phone, records, until } from '../support/phone.ts';

vi.setConfig({ testTimeout: 90_000 });

const now = Date.parse('2027-01-15T10:00:00+08:00');

/** I8: what was stored after the backup comes again from the phones, and only from them. */
describe('a hub restored from an old backup', () => {
  let life: HubLives;
  const aPhoneOf: HubLives['aPhoneOf'] = (role) => life.aPhoneOf(role);
  const stored = () => life.stored();
  const backUpTo = (name: string) => life.backUpTo(name);
  const restoreFrom = (file: string, name: string) => life.restoreFrom(file, name);
  const closes = (chain: string) => life.closes(chain);
  const idsOn = (chain: string) => life.idsOn(chain);
  const chainOf = async (phone: Phone) => (await phone.keys.enrolled())?.enrolled.chain ?? '';
  beforeAll(async () => {
    life = await HubLives.begin('first', now);
  });
  afterAll(() => life.end());

  it('has everything again after one round with each phone, and tells them how far the backup reaches', async () => {
    const [ranger, desk] = [await aPhoneOf('ranger'), await aPhoneOf('commander')];
    await records(ranger, 1);
    await ranger.syncs();
    life.hub.clock.pass(3_600_000);
    const file = await backUpTo('hub');

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

  it('has again the attachments of records on a chain it had closed', async () => {
    const ranger = await aPhoneOf('ranger');
    life.losesRequest = (path) => path.includes('/parts/');
    const id = await records(ranger, 1);
    await ranger.syncs();
    const file = await backUpTo('without-parts');
    life.losesRequest = () => false;
    await ranger.syncs();
    const [before, old] = [await stored(), await chainOf(ranger)];
    await closes(old);
    await ranger.syncs();
    expect(await chainOf(ranger)).not.toBe(old);

    await restoreFrom(file, 'tenth');
    expect((await stored()).parts.length).toBeLessThan(before.parts.length);
    await ranger.syncs();
    expect(await stored()).toEqual(before);
    expect(await idsOn(old)).toEqual([id]);
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
    const whole = exported?.file ?? new Blob([]);
    const { text, tail } = await halves(whole);
    // Nobody but the hub can tell one from the other.
    const spoilt = (index: number) => text.replaceAll(/"sealed":"[^"]{8}/g, `"sealed":"AAAAAAA${index}`);
    await carrier.courier.take(whole);
    for (let index = 0; index < 9; index += 1) await carrier.courier.take(new Blob([spoilt(index), tail]));
    const onward = await carrier.courier.exportQueue();
    const other = await aPhoneOf('ranger');
    await other.courier.take(onward?.file ?? new Blob([]));
    await other.courier.take(new Blob([spoilt(9), tail]));
    await other.syncs();
    expect(await idsOn(successor)).toEqual([second]);
    expect(await idsOn(old)).toEqual([]); // nobody carries that one
    expect(await until(other.courier.carried)).toMatchObject([{ isDelivered: true, stuck: null }]);
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
        payload: { answer: shown, key: (await life.phones[0]?.keys.enrolled())?.jwk, sig: 'A'.repeat(86) },
      });
      expect(response.statusCode).toBe(401);
    }
    expect(await life.fresh.database.query('select id from device')).toEqual(before);
  });
});
