import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { closeChain } from '../../src/hub/custody/close-chain.ts';
import { exported } from '../support/bundles.ts';
import { type Phone, records, until } from '../support/phone.ts';
import { anAlarm, type EnrolledPhone, PhoneScene } from '../support/phone-scene.ts';

let scene: PhoneScene;
beforeAll(async () => {
  scene = await PhoneScene.begin();
});
afterEach(() => scene.closePhones());
afterAll(() => scene.end());

describe('sealed parts that are carried for several chains', () => {
  const isWhatBringsRecords = (path: string) => path.endsWith('/push') || path.includes('/parts/');
  const partsOf = (chain: string) =>
    scene.hub.database.query<{ there: boolean }>(
      'select p.sha256 is not null as there from event_part e left join part p using (sha256) where e.chain = $1',
      [chain],
    );
  const shownOf = async (carrier: Phone, chain: string) =>
    (await until(carrier.courier.carried)).find((one) => one.chain === chain);

  /** The same profile on a second phone has written on first: what this one wrote meanwhile is a fork. */
  const forked = async ({ phone, line }: EnrolledPhone) => {
    await phone.acknowledging.acknowledge(anAlarm(1));
    await phone.syncs();
    const clone = scene.open({ fetch: line.fetch });
    for (const name of ['profile', 'events', 'heads', 'hubHeads', 'receipts'] as const)
      await clone.database.table(name).bulkPut(await phone.database.table(name).toArray());
    await clone.acknowledging.acknowledge(anAlarm(2));
    await clone.syncs();
  };

  /** Command closes the author's chain; he learns of it, and writes anew what waits, though none of it goes out. */
  const closes = async ({ phone, line, chain }: EnrolledPhone) => {
    const { database, keys, clock } = scene.hub;
    const successor =
      (await closeChain({ database, keys, clock }, chain, '01940000-0000-7000-8000-000000000001')) ?? '';
    line.isDown = false;
    line.losesRequest = isWhatBringsRecords;
    for (let round = 0; round < 2; round += 1) await phone.syncs();
    return successor;
  };

  it('go with the chain the hub takes their record on, though a fork of another named them first', async () => {
    const author = await scene.enrolledPhone();
    const { phone: carrier } = await scene.enrolledPhone();
    await forked(author);
    author.line.isDown = true;
    await records(author.phone, 2);
    await carrier.courier.take(await exported(author.phone));
    await carrier.syncs();
    expect(await shownOf(carrier, author.chain)).toMatchObject({ stuck: 'fork', isDelivered: false });
    const successor = await closes(author);
    await carrier.courier.take(await exported(author.phone));
    expect(await shownOf(carrier, successor)).toMatchObject({ parts: { total: 3, received: 0 }, isDelivered: false });
    await carrier.syncs();
    expect(await partsOf(successor)).toEqual([{ there: true }, { there: true }, { there: true }]);
    for (const chain of [author.chain, successor])
      expect(await shownOf(carrier, chain)).toMatchObject({ parts: { total: 3, received: 3 }, isDelivered: true });
  });

  it('are exported onward once, and kept while another chain that names them is', async () => {
    const author = await scene.enrolledPhone();
    const { phone: carrier } = await scene.enrolledPhone();
    await forked(author);
    author.line.isDown = true;
    await records(author.phone, 2);
    await carrier.courier.take(await exported(author.phone));
    const successor = await closes(author);
    await carrier.courier.take(await exported(author.phone));
    expect(await carrier.courier.exportQueue()).toMatchObject({ parts: 3 });
    await carrier.syncs();
    const { carriedChains, carriedParts, carriedPartBytes } = carrier.database;
    await carriedParts.toCollection().modify({ receivedBy: 0 });
    await carriedChains.update(author.chain, { horizon: null });
    await carriedChains.update(successor, { horizon: scene.hub.clock.now() + 1 });
    await carrier.courier.removeDelivered();
    expect(await shownOf(carrier, successor)).toBeUndefined();
    expect(await shownOf(carrier, author.chain)).toMatchObject({ parts: { total: 3, received: 3 } });
    expect(await carriedPartBytes.count()).toBe(3);
  });
});
