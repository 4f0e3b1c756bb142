import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eraseRecords } from '../../src/hub/retention/erase-records.ts';
import { exported } from '../support/bundles.ts';
import { type Phone, records, until } from '../support/phone.ts';
import { PhoneScene } from '../support/phone-scene.ts';

let scene: PhoneScene;
beforeAll(async () => {
  scene = await PhoneScene.begin();
});
afterEach(() => scene.closePhones());
afterAll(() => scene.end());

/** Everything the hub has now is in a backup. */
const backedUp = async () => {
  await scene.hub.database.query("insert into backup_taken values (gen_random_uuid(), $1, $1, 1, 'x')", [
    scene.hub.clock.now(),
  ]);
  scene.hub.clock.pass(1);
};

describe('what opens a record, on the phone of whoever carries it', () => {
  const wrapsOn = async ({ database }: Phone) => (await database.carriedEvents.toArray()).flatMap(({ wraps }) => wraps);
  const erase = (id: string) => eraseRecords(scene.hub, [id], { because: 'request', person: null });

  /** Two rounds, the first of which tells when the hub had the parts, each after a backup. */
  const reachesBackups = async (carrier: Phone) => {
    for (let times = 0; times < 2; times += 1) {
      scene.hub.clock.pass(600_000);
      await backedUp();
      await carrier.syncs();
    }
  };

  it('is gone once the hub has said that the record is erased, and comes back with no file', async () => {
    const author = await scene.enrolledPhone();
    const { phone: carrier } = await scene.enrolledPhone();
    const id = await records(author.phone, 1);
    const kept = await records(author.phone, 0);
    const file = await exported(author.phone);
    await carrier.courier.take(file);
    await carrier.syncs();
    await erase(id);
    expect(await wrapsOn(carrier)).toHaveLength(2);
    await carrier.syncs();
    expect(await wrapsOn(carrier)).toHaveLength(1);
    expect(await carrier.courier.take(file)).toMatchObject({ ok: true, events: 0, known: 2 });
    expect(await wrapsOn(carrier)).toHaveLength(1);
    const rows = await carrier.database.carriedEvents.toArray();
    expect(rows.filter(({ wraps }) => wraps.length > 0).map(({ raw }) => JSON.parse(raw))).toMatchObject([
      { id: kept },
    ]);
  });

  it('is let go of by itself, with all that is sealed, once no restored hub can lack it; receipts stay for the author', async () => {
    const author = await scene.enrolledPhone();
    const { phone: carrier, line } = await scene.enrolledPhone();
    author.line.isDown = true;
    await records(author.phone, 1);
    const file = await exported(author.phone);
    await carrier.courier.take(file);
    await carrier.syncs();
    await reachesBackups(carrier);
    const { carriedEvents, carriedParts, carriedPartBytes } = carrier.database;
    for (const table of [carriedEvents, carriedParts, carriedPartBytes]) expect(await table.count()).toBe(0);
    const shown = { events: { total: 1, received: 1 }, isDelivered: true, mayBeRemoved: true };
    expect(await until(carrier.courier.carried)).toMatchObject([{ chain: author.chain, ...shown }]);
    line.heard.length = 0;
    await carrier.syncs();
    expect(line.heard.filter((request) => request.includes(author.chain))).toEqual([]);
    const back = await carrier.courier.exportReceipts();
    expect(await author.phone.courier.take(back?.file ?? new Blob([]))).toMatchObject({ receipts: 1, troubles: [] });
    await carrier.courier.take(file);
    await carrier.syncs();
    expect(await until(carrier.courier.carried)).toMatchObject([{ ...shown, mayBeRemoved: false }]);
    await reachesBackups(carrier);
    await carrier.courier.removeDelivered();
    expect(await until(carrier.courier.carried)).toEqual([]);
  });
});
