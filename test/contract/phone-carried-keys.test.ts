import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eraseRecords } from '../../src/hub/retention/erase-records.ts';
import { exported, halves, troublesOf } from '../support/bundles.ts';
import { records, until } from '../support/phone.ts';
import { anAlarm, PhoneScene } from '../support/phone-scene.ts';

let scene: PhoneScene;
beforeAll(async () => {
  scene = await PhoneScene.begin();
});
afterEach(() => scene.closePhones());
afterAll(() => scene.end());

describe('what opens a record, beside its signed text', () => {
  const spoil = (text: string) =>
    text.replace(/("wraps":\[[^\]]*?"key":")(.)/, (_, before, one) => `${before}${one === 'A' ? 'B' : 'A'}`);
  const leaveOut = (text: string) => text.replace(/"wraps":\[[^\]]+\]/, '"wraps":[]');
  const asOlder = (text: string) => text.replace(/,"wrapsSig":"[^"]+"/, '');
  const wrapsAtHub = (chain: string) =>
    scene.hub.database.query('select to_kid as to, alg, enc, key from event_wrap where chain = $1', [chain]);
  const aRecordIn = async (change: (text: string) => string) => {
    const author = await scene.enrolledPhone();
    const carrier = await scene.enrolledPhone();
    await records(author.phone, 1);
    const whole = await exported(author.phone);
    const { text, tail } = await halves(whole);
    const taken = await carrier.phone.courier.take(new Blob([change(text), tail]));
    await carrier.phone.syncs();
    const [own] = await author.phone.database.events.toArray();
    return { author, carrier, taken, whole, own: own?.wraps };
  };

  it.each([
    ['changed', spoil],
    ['left out', leaveOut],
  ])('is named when it was %s on the way, and goes no further', async (_how, change) => {
    const { author, taken } = await aRecordIn(change);
    expect(troublesOf(taken)).toContainEqual({ kind: 'event', seq: 1, because: 'wraps-changed' });
    expect(await scene.hubRows(author.chain)).toEqual([]);
  });

  it.each([
    ['changed', spoil],
    ['left out', leaveOut],
  ])('is put right by its author when a file of an older app had it %s', async (_how, change) => {
    const { author, own } = await aRecordIn((text) => asOlder(change(text)));
    expect(await scene.hubRows(author.chain)).toHaveLength(1);
    expect(await wrapsAtHub(author.chain)).not.toEqual(own);
    author.line.losesRequest = (path) => path.endsWith('/push');
    await author.phone.syncs();
    expect((await until(author.phone.records.all)).map(({ custody }) => custody)).toEqual(['received']);
    author.line.losesRequest = () => false;
    await author.phone.syncs();
    expect(await wrapsAtHub(author.chain)).toEqual(own);
    await author.phone.syncs();
    expect((await until(author.phone.records.all)).map(({ custody }) => custody)).toEqual(['verified']);
  });

  it('is put right by whoever carries the author’s word for it, when he himself is gone', async () => {
    const { author, own, whole } = await aRecordIn((text) => asOlder(spoil(text)));
    const honest = await scene.enrolledPhone();
    await honest.phone.courier.take(whole);
    await honest.phone.syncs();
    expect(await wrapsAtHub(author.chain)).toEqual(own);
  });

  it.each([
    ['before anything was sent', false],
    ['after the hub had it without', true],
  ])('is put right by the same carrier, given the author’s own file %s', async (_when, isSent) => {
    const author = await scene.enrolledPhone();
    const { phone: carrier, line } = await scene.enrolledPhone();
    await records(author.phone, 1);
    const whole = await exported(author.phone);
    const { text, tail } = await halves(whole);
    await carrier.courier.take(new Blob([asOlder(leaveOut(text)), tail]));
    if (isSent) await carrier.syncs();
    expect(await carrier.courier.take(whole)).toMatchObject({ ok: true, events: 1, known: 0 });
    expect(await carrier.courier.take(new Blob([asOlder(leaveOut(text)), tail]))).toMatchObject({
      events: 0,
      known: 1,
    });
    expect((await until(carrier.courier.carried)).map(({ isDelivered }) => isDelivered)).toEqual([false]);
    await carrier.syncs();
    expect(await wrapsAtHub(author.chain)).toEqual((await author.phone.database.events.toArray())[0]?.wraps);
    expect((await until(carrier.courier.carried)).map(({ isDelivered }) => isDelivered)).toEqual([true]);
    line.heard.length = 0;
    await carrier.syncs();
    expect(line.heard.filter((request) => request.startsWith('POST /api/v1/push'))).toEqual([]);
  });

  it('is not asked for again without end when the hub has no use for it', async () => {
    const { author } = await aRecordIn((text) => asOlder(leaveOut(text)));
    const [row] = await scene.hubRows(author.chain);
    const { id } = JSON.parse(row?.raw ?? '{}') as { id: string };
    await eraseRecords(scene.hub, [id], { because: 'request', person: null });
    await author.phone.syncs();
    expect(await wrapsAtHub(author.chain)).toEqual([]);
    author.line.heard.length = 0;
    await author.phone.syncs();
    expect(author.line.heard.filter((request) => request.startsWith('POST /api/v1/push'))).toEqual([]);
  });
});

describe('receipts that are brought back', () => {
  it('are believed when the hub has made their key since; a key that is not known is said to be', async () => {
    const author = await scene.enrolledPhone();
    const carrier = await scene.enrolledPhone();
    await records(author.phone, 0);
    await carrier.phone.courier.take(await exported(author.phone));
    scene.hub.clock.pass(1000);
    await scene.hub.keys.rotate(['signing'], scene.hub.clock.now());
    await carrier.phone.syncs();
    const back = await carrier.phone.courier.exportReceipts();
    const { text } = await halves(back?.file ?? new Blob([]));
    const older = text.replace(/,"certificates":\[.*\]\}$/m, '}');
    expect(older).not.toBe(text);
    expect(troublesOf(await author.phone.courier.take(new Blob([older])))).toEqual([
      { kind: 'receipt', seq: null, because: 'unknown-key' },
    ]);
    expect(await author.phone.courier.take(new Blob([text]))).toMatchObject({ ok: true, receipts: 1, troubles: [] });
  });

  it('count for nothing when they are of a life of the hub before the one that was heard from', async () => {
    const { phone, chain } = await scene.enrolledPhone();
    const carrier = await scene.enrolledPhone();
    await phone.acknowledging.acknowledge(anAlarm(1));
    await carrier.phone.courier.take(await exported(phone));
    await carrier.phone.syncs();
    const back = await carrier.phone.courier.exportReceipts();
    const life = { seq: 0, epoch: '01940000-0000-4000-8000-000000000000', horizon: null };
    await phone.database.hubHeads.put({ chain, ...life, toldAt: scene.hub.clock.now() + 1 });
    expect(await phone.courier.take(back?.file ?? new Blob([]))).toMatchObject({ ok: true, receipts: 0 });
    expect((await phone.stores.chains.hubHead(chain))?.seq).toBe(0);
    await phone.database.hubHeads.put({ chain, ...life, toldAt: scene.hub.clock.now() - 1 });
    expect(await phone.courier.take(back?.file ?? new Blob([]))).toMatchObject({ ok: true, receipts: 1 });
    expect((await phone.stores.chains.hubHead(chain))?.seq).toBe(1);
  });
});
