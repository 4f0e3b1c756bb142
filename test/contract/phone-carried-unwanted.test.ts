import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { exported } from '../support/bundles.ts';
import { type Phone, records, until } from '../support/phone.ts';
import { anAlarm, PhoneScene } from '../support/phone-scene.ts';

let scene: PhoneScene;
beforeAll(async () => {
  scene = await PhoneScene.begin();
});
afterEach(() => scene.closePhones());
afterAll(() => scene.end());

describe('what is carried and nobody wants', () => {
  const shownOf = async ({ courier }: Phone, chain: string) =>
    (await until(courier.carried)).find((one) => one.chain === chain);
  const partsOn = ({ database }: Phone) => database.carriedPartBytes.count();

  it('can be given up when the hub knows no such author; nothing else can', async () => {
    const [nobody, author] = [await scene.enrolledPhone(), await scene.enrolledPhone()];
    const { phone: carrier } = await scene.enrolledPhone();
    for (const { phone } of [nobody, author]) {
      await records(phone, 1);
      await carrier.courier.take(await exported(phone));
    }
    await scene.hub.database.query('update chain set device = null where id = $1', [nobody.chain]);
    expect(await shownOf(carrier, nobody.chain)).toMatchObject({ mayBeGivenUp: false });
    await carrier.courier.giveUp(nobody.chain);
    expect(await partsOn(carrier)).toBe(4);
    await carrier.syncs();
    expect(await shownOf(carrier, nobody.chain)).toMatchObject({ stuck: 'unknown-chain', mayBeGivenUp: true });
    for (const { chain } of [nobody, author]) await carrier.courier.giveUp(chain);
    expect(await shownOf(carrier, nobody.chain)).toBeUndefined();
    expect(await shownOf(carrier, author.chain)).toMatchObject({ isDelivered: true, mayBeGivenUp: false });
    expect(await partsOn(carrier)).toBe(2);
  });

  it('can be given up when the hub refused it; the rest of the chain goes on', async () => {
    const author = await scene.enrolledPhone();
    const { phone: carrier } = await scene.enrolledPhone();
    await records(author.phone, 1);
    await records(author.phone, 1);
    await carrier.courier.take(await exported(author.phone));
    const { carriedEvents } = carrier.database;
    const [last] = await carriedEvents.filter(({ seq }) => seq === 2).toArray();
    await carriedEvents.update(last?.hash ?? '', { refused: 'wrong-chain' });
    expect(await shownOf(carrier, author.chain)).toMatchObject({ refused: 1, mayBeGivenUp: true });
    await carrier.courier.giveUp(author.chain);
    expect(await shownOf(carrier, author.chain)).toMatchObject({
      refused: 0,
      events: { total: 1 },
      mayBeGivenUp: false,
    });
    expect(await partsOn(carrier)).toBe(2);
    await carrier.syncs();
    expect(await shownOf(carrier, author.chain)).toMatchObject({ isDelivered: true });
  });

  it('can be given up when it forked off and the hub asks for no attachment of it; the receipts stay', async () => {
    const { phone, line, chain } = await scene.enrolledPhone();
    const { phone: carrier } = await scene.enrolledPhone();
    await phone.acknowledging.acknowledge(anAlarm(1));
    await phone.syncs();
    const clone = scene.open({ fetch: line.fetch });
    for (const name of ['profile', 'events', 'heads', 'hubHeads', 'receipts'] as const)
      await clone.database.table(name).bulkPut(await phone.database.table(name).toArray());
    await clone.acknowledging.acknowledge(anAlarm(2));
    await clone.syncs();
    line.isDown = true;
    await records(phone, 1);
    await carrier.courier.take(await exported(phone));
    expect(await shownOf(carrier, chain)).toMatchObject({ mayBeGivenUp: false });
    await carrier.courier.giveUp(chain);
    expect(await partsOn(carrier)).toBe(2);
    await carrier.syncs();
    expect(await shownOf(carrier, chain)).toMatchObject({ stuck: 'fork', isDelivered: false, mayBeGivenUp: true });
    await carrier.courier.giveUp(chain);
    expect(await partsOn(carrier)).toBe(0);
    expect(await carrier.database.carriedReceipts.where('chain').equals(chain).count()).toBe(1);
    await carrier.syncs();
    expect(await shownOf(carrier, chain)).toMatchObject({ isDelivered: true, mayBeGivenUp: false, bytes: 0 });
  });

  it('is not taken when the file is larger than the room there is', async () => {
    const author = await scene.enrolledPhone();
    await records(author.phone, 1);
    const file = await exported(author.phone);
    let free = file.size - 1;
    const { phone: carrier } = await scene.enrolledPhone('ranger', { freeBytes: async () => free });
    expect(await carrier.courier.take(file)).toEqual({ ok: false, because: 'storage' });
    expect(await until(carrier.courier.carried)).toEqual([]);
    free = file.size;
    expect(await carrier.courier.take(file)).toMatchObject({ ok: true, events: 1 });
  });
});
