import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fetch } from '../../src/app/sync/hub-http.ts';
import { eventSchema } from '../../src/protocol/event.ts';
import { asCommander } from '../support/personas.ts';
import { records, until } from '../support/phone.ts';
import { PhoneLine } from '../support/phone-line.ts';
import { anAlarm, PhoneScene } from '../support/phone-scene.ts';

let scene: PhoneScene;
beforeAll(async () => {
  scene = await PhoneScene.begin();
});
afterEach(() => scene.closePhones());
afterAll(() => scene.end());

describe('a phone’s records on their way', () => {
  it('brings a record with its parts to the hub and sees it verified', async () => {
    const { phone, chain } = await scene.enrolledPhone();
    const id = await records(phone, 2);
    const [before] = await until(phone.records.all, (all) => all.length === 1);
    expect(before).toMatchObject({ id, custody: 'saved', photos: { total: 2, received: 0 }, receivedAt: null });

    await phone.syncs();

    const [after] = await until(phone.records.all, (all) => all[0]?.custody !== 'saved');
    expect(after).toMatchObject({
      custody: 'verified',
      photos: { total: 2, received: 2 },
      parts: { total: 3, received: 3 },
    });
    expect(after?.receivedAt).toBe(scene.hub.clock.now());
    const [row] = await scene.hubRows(chain);
    expect(row?.raw).toBe((await phone.stores.chains.byId(id))?.raw);
    expect((await until(phone.sync.state, ({ running }) => !running)).waiting).toEqual({
      refused: 0,
      events: 0,
      parts: 0,
      bytes: 0,
      oldestAt: null,
    });
  });

  it('opens at the hub exactly what was written, photos by their hashes at capture', async () => {
    const { phone } = await scene.enrolledPhone();
    const id = await records(phone, 2);
    await phone.syncs();
    const commander = await (await asCommander(scene.hub)).signIn();
    const { parts } = v.parse(eventSchema, JSON.parse((await phone.stores.chains.byId(id))?.raw ?? ''));
    const fields = await commander.ask('POST', '/api/v1/openings', { event: id, part: parts[0]?.sha256 });
    expect(fields.json()).toMatchObject({ name: '赵钱孙李某', idNumber: '371002199001011234' });
    expect(fields.json()).toEqual(await phone.records.openFields(id));
    const { attachments } = fields.json<{ attachments: { part: string; plain: string }[] }>();
    for (const { part, plain } of attachments) {
      const photo = await commander.ask('POST', '/api/v1/openings', { event: id, part });
      const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(photo.rawPayload));
      expect(Buffer.from(digest).toString('hex')).toBe(plain);
    }
    expect(attachments.map(({ part }) => part)).toEqual(parts.slice(1).map(({ sha256 }) => sha256));
  });

  it('pushes hundreds of records in batches, in order', async () => {
    const { phone, line, chain } = await scene.enrolledPhone();
    for (let index = 0; index < 230; index += 1) await phone.acknowledging.acknowledge(anAlarm(index));
    await phone.syncs();
    expect(line.heard.filter((request) => request === 'POST /api/v1/push')).toHaveLength(2);
    expect((await scene.hubRows(chain)).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 230 }, (_, index) => index + 1),
    );
  });

  it('has lost and doubled nothing when the batch it sent ahead was taken and its answer lost', async () => {
    const line = new PhoneLine(scene.hub);
    let pushes = 0;
    const fetch: Fetch = async (path, init) => {
      if (path !== '/api/v1/push') return line.fetch(path, init);
      pushes += 1;
      if (pushes === 1) return new Response('', { status: 413 }); // so that the next push brings half of them, and one follows it
      const answer = await line.fetch(path, init);
      line.isDown = pushes === 3;
      if (line.isDown) throw new TypeError('line cut before the answer');
      return answer;
    };
    const { phone, chain } = await scene.enrolledPhone('ranger', { fetch });
    for (let index = 0; index < 8; index += 1) await phone.acknowledging.acknowledge(anAlarm(index));
    await phone.syncs();
    await phone.syncs();
    expect([pushes, await phone.database.receipts.count()]).toEqual([3, 4]);
    line.isDown = false;
    await phone.syncs();
    const [hub, own] = [await scene.hubRows(chain), await phone.stores.chains.from(chain, 1, 20)];
    expect(hub.map(({ raw }) => raw)).toEqual(own.map(({ raw }) => raw));
    expect([pushes, await phone.database.receipts.count()]).toEqual([3, 8]);
  });

  it('has lost and doubled nothing when of two batches sent ahead the second comes first', async () => {
    const line = new PhoneLine(scene.hub);
    const heard = { pushes: 0, underWay: 0, most: 0 };
    let second = () => {};
    const secondIsIn = new Promise<void>((resolve) => (second = resolve));
    const fetch: Fetch = async (path, init) => {
      if (path !== '/api/v1/push') return line.fetch(path, init);
      const push = ++heard.pushes;
      if (push <= 2) return new Response('', { status: 413 }); // so that a small batch goes first and two can follow
      heard.most = Math.max(heard.most, ++heard.underWay);
      if (push === 4) await secondIsIn;
      const answer = await line.fetch(path, init);
      if (push === 5) second();
      heard.underWay -= 1;
      return answer;
    };
    const { phone, chain } = await scene.enrolledPhone('ranger', { fetch });
    for (let index = 0; index < 270; index += 1) await phone.acknowledging.acknowledge(anAlarm(index));
    for (let round = 0; round < 3; round += 1) await phone.syncs();
    expect(heard.most).toBe(2);
    expect((await scene.hubRows(chain)).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 270 }, (_, index) => index + 1),
    );
    const { waiting } = await until(phone.sync.state, ({ running }) => !running);
    expect(waiting.events).toBe(0);
  });

  it('doubles nothing when the answer to a committed push is lost', async () => {
    const { phone, line, chain } = await scene.enrolledPhone();
    for (let index = 0; index < 5; index += 1) await phone.acknowledging.acknowledge(anAlarm(index));
    let isGone = false;
    line.losesAnswerTo = (path) => {
      isGone ||= path === '/api/v1/push';
      return isGone;
    };
    await phone.syncs();
    const first = await scene.hubRows(chain);
    expect(first).toHaveLength(5);
    expect((await until(phone.records.all, (all) => all.length === 5)).map(({ custody }) => custody)).toEqual(
      Array(5).fill('saved'),
    );
    line.losesAnswerTo = () => false;
    await phone.syncs();
    expect(await scene.hubRows(chain)).toEqual(first);
    const kept = await phone.database.receipts.where('[chain+seq]').between([chain, 0], [chain, 99]).toArray();
    expect(kept.map(({ receipt }) => receipt.raw)).toEqual(first.map(({ receipt_raw }) => receipt_raw));
  });

  it('sends only the parts that are missing after a cut, personal fields first', async () => {
    const { phone, line } = await scene.enrolledPhone();
    await records(phone, 3);
    let puts = 0;
    line.losesAnswerTo = (path) => path.startsWith('/api/v1/parts/') && ++puts > 2;
    await phone.syncs();
    const [half] = await until(phone.records.all, (all) => all[0]?.parts.received === 2);
    expect(half).toMatchObject({ custody: 'received', photos: { total: 3, received: 1 } });
    line.losesAnswerTo = () => false;
    const sentBefore = line.heard.filter((request) => request.startsWith('PUT')).length;
    await phone.syncs();
    const puts2 = line.heard.filter((request) => request.startsWith('PUT'));
    expect(puts2.length - sentBefore).toBe(1);
    const [whole] = await until(phone.records.all, (all) => all[0]?.parts.received === 4);
    expect(whole?.custody).toBe('verified');
    const fields = (await phone.database.parts.toArray()).find(({ role }) => role === 'fields');
    expect(puts2[0]).toBe(`PUT /api/v1/parts/${fields?.sha256}`);
  });

  it('goes again at once when the signal came back while a round still waited on the dead line', async () => {
    const { phone: first, line } = await scene.enrolledPhone();
    first.sync.stop();
    const hanging: (() => void)[] = [];
    let isDead = true;
    const fetch: typeof line.fetch = (path, init) => {
      if (!isDead) return line.fetch(path, init);
      return new Promise((_, reject) => hanging.push(() => reject(new TypeError('no line'))));
    };
    const phone = scene.open({ fetch, profile: first.profile });
    phone.sync.tryNow();
    await expect.poll(() => hanging.length).toBeGreaterThan(0);
    isDead = false;
    phone.sync.tryNow(); // as when the browser says that it is online
    for (const breaks of hanging) breaks();
    await phone.sync.settled();
    expect(await until(phone.sync.state)).toMatchObject({ connection: 'online', retryAt: null });
  });

  it('saves and sends by whatever clock, and is bracketed by the hub’s', async () => {
    for (const wall of [Date.parse('1970-01-01T00:00:01Z'), Date.parse('2100-01-01T00:00:00Z')]) {
      const { phone, chain } = await scene.enrolledPhone('ranger', { wallNow: () => wall });
      await phone.syncs();
      const before = scene.hub.clock.now();
      scene.hub.clock.pass(60_000);
      await records(phone, 0);
      await phone.syncs();
      const [row] = await scene.hubRows(chain);
      expect(JSON.parse(row?.raw ?? '')).toMatchObject({ at: { wall, seen: before } });
      expect(JSON.parse(row?.receipt_raw ?? '')).toMatchObject({ time: before + 60_000 });
      expect(await until(phone.sync.state)).toMatchObject({ needsYou: null, waiting: { events: 0 } });
    }
  });

  it('sends positions that wait, and keeps them while there is no line', async () => {
    const { phone, line } = await scene.enrolledPhone();
    await phone.stores.positions.put({ takenAt: scene.hub.clock.now(), lon: 122.01, lat: 37.21, accuracyMeters: 8 });
    line.isDown = true;
    await phone.syncs();
    expect(await phone.stores.positions.waiting(99)).toHaveLength(1);
    line.isDown = false;
    await phone.syncs();
    expect(await phone.stores.positions.waiting(99)).toEqual([]);
    expect(phone.sharedAt).toHaveLength(1);
  });

  it('shows command the violation with who recorded it and how many parts have come', async () => {
    const { phone } = await scene.enrolledPhone();
    const id = await records(phone, 2);
    await phone.syncs();
    const desk = await scene.enrolledPhone('commander');
    await desk.phone.syncs();
    const rows = await until(desk.phone.pulled.violations, (all) => all.some((row) => row.id === id));
    const row = rows.find((one) => one.id === id);
    expect(row).toMatchObject({ outcome: 'stored', partsReceived: 3 });
    const devices = await until(desk.phone.pulled.devices, (all) => all.length > 0);
    const people = devices.flatMap(({ grants }) => grants.map(({ person }) => person));
    expect(people.find((person) => person.id === row?.person)?.name).toBe('王海林');
  });
});
