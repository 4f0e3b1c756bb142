import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { exported, halves, partsIn, troublesOf } from '../support/bundles.ts';
import { drafts, type Phone, records, until } from '../support/phone.ts';
import { anAlarm, everythingIn, PhoneScene } from '../support/phone-scene.ts';

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

const personal = ['赵钱孙李某', '371002199001011234', '13800001111', '鲁K12345', '在林缘焚烧秸秆'];

describe('the file they travel in', () => {
  it('is named by the day and hour in Weihai, whatever zone the phone is in', async () => {
    const { phone, line } = await scene.enrolledPhone();
    await records(phone, 0);
    const lateAt = Date.parse('2027-01-15T17:05:00Z'); // in Weihai the next day began an hour ago
    const tab = scene.open({ fetch: line.fetch, profile: phone.profile, wallNow: () => lateAt });
    expect((await tab.courier.exportQueue())?.file.name).toMatch(/^hulin-[0-9a-f]{6}-20270116-0105\./);
  });
});

describe('records that another phone carries out', () => {
  it('come to the hub once, cannot be read on the way, and their receipts go back', async () => {
    const author = await scene.enrolledPhone();
    const carrier = await scene.enrolledPhone();
    author.line.isDown = true;
    for (let index = 0; index < 3; index += 1) await records(author.phone, 1);
    const before = await everythingIn(author.phone);
    const file = await exported(author.phone);
    expect(await withoutSettings(author.phone)).toEqual(before);

    expect(await carrier.phone.courier.take(file)).toMatchObject({ ok: true, events: 3, parts: 6, troubles: [] });
    const carried = Buffer.from(JSON.stringify(await everythingIn(carrier.phone))).toString();
    for (const word of personal) {
      expect(carried).not.toContain(word);
      expect(Buffer.from(await file.arrayBuffer()).includes(word)).toBe(false);
    }
    await carrier.phone.syncs();

    const rows = await scene.hubRows(author.chain);
    expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(
      await scene.hub.database.query(
        'select 1 from part p join event_part e on e.sha256 = p.sha256 where e.chain = $1',
        [author.chain],
      ),
    ).toHaveLength(6);
    expect(await until(carrier.phone.courier.carried, ([one]) => one?.isDelivered === true)).toMatchObject([
      { chain: author.chain, events: { total: 3, received: 3 }, parts: { total: 6, received: 6 }, stuck: null },
    ]);

    const back = await carrier.phone.courier.exportReceipts();
    if (!back) throw new Error('no receipts');
    expect(await author.phone.courier.take(back.file)).toMatchObject({
      ok: true,
      receipts: 3,
      events: 0,
      troubles: [],
    });
    const shown = await until(author.phone.records.all, (all) => all[0]?.custody === 'received');
    expect(shown.map(({ receivedAt }) => receivedAt)).toEqual([3, 2, 1].map((seq) => receiptTime(rows, seq)));

    author.line.isDown = false;
    author.line.heard.length = 0;
    await author.phone.syncs();
    expect(author.line.heard.filter((request) => request.startsWith('POST /api/v1/push'))).toEqual([]);
    expect((await scene.hubRows(author.chain)).map(({ hash }) => hash)).toEqual(rows.map(({ hash }) => hash));
    expect((await until(author.phone.records.all, (all) => all[0]?.custody === 'verified')).length).toBe(3);
    await carrier.phone.courier.removeDelivered();
    expect(await until(carrier.phone.courier.carried)).toMatchObject([{ isDelivered: true, mayBeRemoved: false }]);
    scene.hub.clock.pass(60_000);
    await backedUp();
    await carrier.phone.syncs();
    await backedUp();
    await carrier.phone.syncs();
    expect(await until(carrier.phone.courier.carried)).toMatchObject([{ mayBeRemoved: true }]);
    expect(await carrier.phone.database.carriedEvents.count()).toBe(0);
    await carrier.phone.courier.removeDelivered();
    expect(await until(carrier.phone.courier.carried)).toEqual([]);
  });

  it('double nothing when taken twice, carried by two and sent by their author meanwhile', async () => {
    const author = await scene.enrolledPhone();
    const [one, other] = [await scene.enrolledPhone(), await scene.enrolledPhone()];
    for (let index = 0; index < 4; index += 1) await author.phone.acknowledging.acknowledge(anAlarm(index));
    const file = await exported(author.phone);
    await one.phone.courier.take(file);
    expect(await one.phone.courier.take(file)).toMatchObject({ ok: true, events: 0, known: 4 });
    await other.phone.courier.take(file);
    await Promise.all([one.phone.syncs(), other.phone.syncs(), author.phone.syncs()]);
    await other.phone.syncs();
    const rows = await scene.hubRows(author.chain);
    expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    for (const { phone } of [one, other]) {
      const [chain] = await until(phone.courier.carried, ([first]) => first?.isDelivered === true);
      expect(chain).toMatchObject({ events: { total: 4, received: 4 }, stuck: null });
    }
    expect(await scene.hub.database.query('select 1 from event_fork where chain = $1', [author.chain])).toEqual([]);
  });

  it('go on from hand to hand, and survive a cut before every answer', async () => {
    const author = await scene.enrolledPhone();
    const [first, second] = [await scene.enrolledPhone(), await scene.enrolledPhone()];
    await records(author.phone, 2);
    await first.phone.courier.take(await exported(author.phone));
    await second.phone.courier.take(await exported(first.phone));
    for (const part of ['/head', '/push', '/parts/']) {
      second.line.losesAnswerTo = (path) => path.includes(part);
      await second.phone.syncs();
    }
    second.line.losesAnswerTo = () => false;
    await second.phone.syncs();
    expect(await scene.hubRows(author.chain)).toHaveLength(1);
    expect(await until(second.phone.courier.carried, ([one]) => one?.isDelivered === true)).toHaveLength(1);
  });

  it('restore the queue on a new profile when the old one is gone', async () => {
    const old = await scene.enrolledPhone();
    await records(old.phone, 1);
    await old.phone.syncs();
    await records(old.phone, 1);
    await old.phone.acknowledging.acknowledge(anAlarm(7));
    const file = await exported(old.phone);
    const parts = await old.phone.database.parts.where('state').equals('waiting').count();
    await old.phone.database.delete();
    const fresh = await scene.enrolledPhone();
    expect(await fresh.phone.courier.take(file)).toMatchObject({ ok: true, events: 2, parts, troubles: [] });
    await records(fresh.phone, 0);
    await fresh.phone.syncs();
    expect((await scene.hubRows(old.chain)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect((await scene.hubRows(fresh.chain)).map(({ seq }) => seq)).toEqual([1]);
  });
});

describe('a file that is not as it should be', () => {
  it('is refused whole when it is none of ours, of a newer app, or for another hub', async () => {
    const { phone } = await scene.enrolledPhone();
    expect(await phone.courier.take(new Blob(['PK\u0003\u0004']))).toEqual({ ok: false, because: 'not-a-bundle' });
    expect(await phone.courier.take(new Blob([]))).toEqual({ ok: false, because: 'not-a-bundle' });
    const newer = new Blob(['{"hulin":"bundle","v":2}\n\n']);
    expect(await phone.courier.take(newer)).toEqual({ ok: false, because: 'newer-bundle' });
    const foreign = `{"hulin":"bundle","v":1,"hub":"${'A'.repeat(43)}","madeAt":0,"events":0,"parts":0,"receipts":0}\n\n`;
    expect(await phone.courier.take(new Blob([foreign]))).toEqual({ ok: false, because: 'other-hub' });
    const stranger = scene.open({ fetch: () => Promise.reject(new TypeError('no line')) });
    expect(await stranger.courier.take(new Blob([foreign]))).toEqual({ ok: false, because: 'not-enrolled' });
  });

  it.each([
    [
      'a word of a record',
      (text: string) => text.replace('"violation\\"', '"violatiom\\"'),
      { kind: 'event', seq: 1, because: 'bad-signature' },
    ],
    [
      'the key of its author, both times',
      (text: string) => text.replaceAll(/("x":")(.)/g, (_, before, one) => `${before}${one === 'A' ? 'B' : 'A'}`),
      { kind: 'event', seq: 1, because: 'unknown-author' },
    ],
    ['the form of a line', (text: string) => text.replace('{"event"', '{"evant"'), { kind: 'line', line: 3 }],
  ] as const)('names what was changed: %s; what is sound goes on', async (_, change, trouble) => {
    const author = await scene.enrolledPhone();
    const carrier = await scene.enrolledPhone();
    await records(author.phone, 0);
    await records(author.phone, 0);
    const { text, tail } = await halves(await exported(author.phone));
    const taken = await carrier.phone.courier.take(new Blob([change(text), tail]));
    expect(troublesOf(taken)).toContainEqual(trouble);
    await carrier.phone.syncs();
    await author.phone.syncs();
    expect(await scene.hubRows(author.chain)).toHaveLength(2);
  });

  it('names a spoilt part and one that was cut off; the records and the other parts go on', async () => {
    const author = await scene.enrolledPhone();
    const carrier = await scene.enrolledPhone();
    await records(author.phone, 2);
    const { text, tail } = await halves(await exported(author.phone));
    const [one, , three] = partsIn(text);
    const spoilt = tail.slice(0, -5);
    spoilt[3] = (spoilt[3] ?? 0) ^ 1;
    const taken = await carrier.phone.courier.take(new Blob([text, spoilt]));
    expect(taken).toMatchObject({ ok: true, events: 1, parts: 1 });
    expect(troublesOf(taken)).toEqual([
      { kind: 'part', sha256: one, because: 'hash-mismatch' },
      { kind: 'part', sha256: three, because: 'cut-short' },
    ]);
    await carrier.phone.syncs();
    expect(await scene.hubRows(author.chain)).toHaveLength(1);
    const [chain] = await until(carrier.phone.courier.carried, ([first]) => first?.parts.received === 1);
    expect(chain).toMatchObject({ parts: { total: 1, received: 1 } });
  });

  it('says how much is lacking of a file that ends too soon', async () => {
    const author = await scene.enrolledPhone();
    const carrier = await scene.enrolledPhone();
    for (let index = 0; index < 3; index += 1) await author.phone.acknowledging.acknowledge(anAlarm(index));
    const { text } = await halves(await exported(author.phone));
    const lines = text.split('\n');
    const cut = [...lines.slice(0, 3), lines[3]?.slice(0, 40)].join('\n');
    const taken = await carrier.phone.courier.take(new Blob([cut]));
    expect(taken).toMatchObject({ ok: true, events: 1 });
    expect(troublesOf(taken)).toEqual([
      { kind: 'line', line: 4 },
      { kind: 'lacking', count: 1 },
    ]);
  });

  it('tells of a hole before what is carried, and goes on when somebody has filled it', async () => {
    const author = await scene.enrolledPhone();
    const carrier = await scene.enrolledPhone();
    for (let index = 0; index < 3; index += 1) await author.phone.acknowledging.acknowledge(anAlarm(index));
    const { text } = await halves(await exported(author.phone));
    const lines = text.split('\n');
    await carrier.phone.courier.take(new Blob([[...lines.slice(0, 2), ...lines.slice(3)].join('\n')]));
    await carrier.phone.syncs();
    expect(await until(carrier.phone.courier.carried, ([one]) => one?.stuck === 'gap')).toMatchObject([
      { stuck: 'gap', from: 1, events: { total: 2, received: 0 } },
    ]);
    await author.phone.syncs();
    await carrier.phone.syncs();
    expect(await until(carrier.phone.courier.carried, ([one]) => one?.isDelivered === true)).toMatchObject([
      { stuck: null },
    ]);
    expect(await scene.hubRows(author.chain)).toHaveLength(3);
  });

  it('holds up neither another chain nor the carrier when its author is no device of the hub', async () => {
    const nobody = await scene.enrolledPhone();
    const [author, carrier] = [await scene.enrolledPhone(), await scene.enrolledPhone()];
    await nobody.phone.acknowledging.acknowledge(anAlarm(1));
    await carrier.phone.courier.take(await exported(nobody.phone));
    await scene.hub.database.query('update chain set device = null where id = $1', [nobody.chain]);
    await author.phone.acknowledging.acknowledge(anAlarm(2));
    await carrier.phone.courier.take(await exported(author.phone));
    await carrier.phone.acknowledging.acknowledge(anAlarm(3));
    await carrier.phone.syncs();
    expect(await scene.hubRows(author.chain)).toHaveLength(1);
    expect(await scene.hubRows(carrier.chain)).toHaveLength(1);
    const carried = await until(carrier.phone.courier.carried, (all) => all.some(({ isDelivered }) => isDelivered));
    expect(carried.find(({ chain }) => chain === nobody.chain)).toMatchObject({ stuck: 'unknown-chain' });
  });

  it('believes no receipt that the hub did not sign, or that is for another record', async () => {
    const { phone, line } = await scene.enrolledPhone();
    const carrier = await scene.enrolledPhone();
    await phone.acknowledging.acknowledge(anAlarm(1));
    await carrier.phone.courier.take(await exported(phone));
    await carrier.phone.syncs();
    const back = await carrier.phone.courier.exportReceipts();
    const { text } = await halves(back?.file ?? new Blob([]));
    line.isDown = true;
    const altered = await phone.courier.take(new Blob([text.replace('\\"held\\"', '\\"stored\\"')]));
    expect(troublesOf(altered)).toEqual([{ kind: 'receipt', seq: null, because: 'not-the-hubs' }]);
    await phone.database.events.toCollection().modify({ hash: 'c'.repeat(64) });
    expect(troublesOf(await phone.courier.take(new Blob([text])))).toEqual([
      { kind: 'receipt', seq: 1, because: 'other-record' },
    ]);
    expect(await phone.database.receipts.count()).toBe(0);
  });
});

describe('exporting', () => {
  it('has nothing to export when the hub has everything, and leaves drafts at home', async () => {
    const { phone } = await scene.enrolledPhone();
    await drafts(phone, 1);
    expect(await phone.courier.exportQueue()).toBeNull();
    expect(await phone.courier.exportReceipts()).toBeNull();
  });
});

async function withoutSettings(phone: Phone): Promise<unknown> {
  await phone.database.settings.clear();
  return everythingIn(phone);
}

function receiptTime(rows: readonly { seq: number; receipt_raw: string }[], seq: number): number {
  return (JSON.parse(rows.find((row) => row.seq === seq)?.receipt_raw ?? '{}') as { time: number }).time;
}
