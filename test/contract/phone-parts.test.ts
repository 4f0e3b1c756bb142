import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../src/protocol/bytes.ts';
import { asRanger } from '../support/personas.ts';
import { aJpeg, judged, type Phone, until } from '../support/phone.ts';
import { PhoneScene } from '../support/phone-scene.ts';

let scene: PhoneScene;
beforeAll(async () => {
  scene = await PhoneScene.begin();
});
afterEach(() => scene.closePhones());
afterAll(() => scene.end());

const photoBytes = 700_000;

async function recordsPhoto(phone: Phone, bytes = photoBytes): Promise<string> {
  const { id } = await phone.drafts.open();
  const draft = (await until(phone.drafts.all, (all) => all.some((one) => one.id === id))).find((one) => one.id === id);
  if (!draft) throw new Error('no draft');
  await phone.drafts.save({ ...draft, act: 'crop-burning' });
  await phone.drafts.addPhoto(id, aJpeg(7, bytes), 1_000);
  const finished = await phone.drafts.finalise(id, judged);
  if (!finished.ok) throw new Error(finished.because);
  return id;
}

/** The offsets of the chunks that reached the hub, in order. */
const offsetsIn = (heard: readonly string[]) =>
  heard.flatMap((request) => /^PATCH .*offset=(\d+)$/.exec(request)?.slice(1).map(Number) ?? []);

const partOf = async (phone: Phone, role: string) =>
  (await phone.database.parts.toArray()).find((part) => part.role === role);

/** How much of the phone's photo the hub has. */
const begunAt = async (phone: Phone) => scene.hub.parts.begun((await partOf(phone, 'photo'))?.sha256 ?? '');

describe('a large part on a bad line', () => {
  it('goes in chunks and arrives whole', async () => {
    const { phone, line } = await scene.enrolledPhone();
    await recordsPhoto(phone);
    await phone.syncs();
    expect(offsetsIn(line.heard).length).toBeGreaterThan(2);
    const photo = await partOf(phone, 'photo');
    const [kept, stored] = [
      await phone.stores.parts.readBytes(photo?.sha256 ?? ''),
      await scene.hub.parts.get(photo?.sha256 ?? ''),
    ];
    expect(photo?.state).toBe('received');
    expect(Buffer.from(stored ?? []).equals(kept ?? new Uint8Array(1))).toBe(true);
  });

  it('goes on with the first byte the hub has not got, wherever the line was cut and the page died', async () => {
    for (const [cutAt, losesAnswer] of [
      [1, true],
      [2, true],
      [3, false],
      [1, false],
    ] as const) {
      const { phone, line, chain } = await scene.enrolledPhone();
      await recordsPhoto(phone);
      let chunks = 0;
      const isCut = (path: string) => path.includes('offset=') && ++chunks === cutAt;
      if (losesAnswer) line.losesAnswerTo = isCut;
      else line.losesRequest = isCut;
      await phone.syncs();
      const [before, stored] = [line.heard.length, await begunAt(phone)];
      const again = scene.open({ fetch: line.fetch, profile: phone.profile }); // the page begins anew: it remembers nothing
      line.losesAnswerTo = line.losesRequest = () => false;
      await again.syncs();
      const second = offsetsIn(line.heard.slice(before));
      expect(line.heard.slice(before).some((request) => request.startsWith('GET /api/v1/parts/'))).toBe(true);
      expect(second[0]).toBe(stored);
      expect(new Set(second).size).toBe(second.length);
      expect((await partOf(again, 'photo'))?.state).toBe('received');
      expect(await scene.hubRows(chain)).toHaveLength(1);
    }
  });

  it('is not begun again when all of it had arrived and only the answer was lost', async () => {
    const { phone, line } = await scene.enrolledPhone();
    await recordsPhoto(phone, 100_000);
    line.losesAnswerTo = (path) => path.includes('offset=');
    await phone.syncs();
    line.losesAnswerTo = () => false;
    await phone.syncs();
    expect(offsetsIn(line.heard)).toEqual([0]);
    expect((await partOf(phone, 'photo'))?.state).toBe('received');
  });

  it('begins again when the hub lost what it had of it, and is received in the end', async () => {
    const { phone, line } = await scene.enrolledPhone();
    await recordsPhoto(phone);
    let chunks = 0;
    line.losesAnswerTo = (path) => path.includes('offset=') && ++chunks > 1;
    await phone.syncs();
    line.losesAnswerTo = () => false;
    const sha256 = (await partOf(phone, 'photo'))?.sha256 ?? '';
    await scene.hub.parts.append(sha256, await scene.hub.parts.begun(sha256), new Uint8Array(10)); // as after a power cut
    await phone.syncs();
    expect((await partOf(phone, 'photo'))?.state).not.toBe('received');
    await phone.syncs();
    expect((await partOf(phone, 'photo'))?.state).toBe('received');
  });
});

describe('a part whose bytes went bad on the phone', () => {
  const rot = async (phone: Phone) => {
    const sha256 = (await partOf(phone, 'photo'))?.sha256 ?? '';
    const row = await phone.database.partBytes.get(sha256);
    const sealed = row?.sealed.slice() ?? new Uint8Array(1);
    sealed[10] = (sealed[10] ?? 0) ^ 1;
    await phone.database.partBytes.put({ sha256, sealed });
    return sha256;
  };

  it.each([
    ['whole', 2_000, 1],
    ['in chunks', 150_000, 2],
  ] as const)('goes %s once, is said to need a person, and holds up nothing', async (_how, bytes, requests) => {
    const { phone, line, chain } = await scene.enrolledPhone();
    line.isDown = true;
    const id = await recordsPhoto(phone, bytes);
    const sha256 = await rot(phone);
    line.isDown = false;
    for (let round = 0; round < 3; round += 1) await phone.syncs();
    expect(line.heard.filter((request) => request.includes(sha256))).toHaveLength(requests);
    const waiting = { events: 0, parts: 0, bytes: 0, oldestAt: null };
    expect(await until(phone.sync.state, ({ waiting: { parts } }) => parts === 0)).toMatchObject({
      ...{ needsYou: 'part-spoilt', retryAt: null, waiting },
    });
    const [record] = await until(phone.records.all);
    expect(record).toMatchObject({ id, custody: 'needs-you', spoilt: 'part', parts: { total: 2, received: 1 } });
    expect((await phone.courier.exportQueue())?.parts ?? 0).toBe(0);
    await recordsPhoto(phone, 2_000);
    await expect.poll(() => scene.hubRows(chain)).toHaveLength(2); // appending is a reason to push, and nothing waits
  });

  it('and one whose bytes are gone are told by a page that begins anew', async () => {
    const { phone, line } = await scene.enrolledPhone();
    line.isDown = true;
    await recordsPhoto(phone, 2_000);
    await phone.database.partBytes.delete((await partOf(phone, 'photo'))?.sha256 ?? '');
    line.isDown = false;
    await phone.syncs();
    const again = scene.open({ fetch: line.fetch, profile: phone.profile });
    again.sync.start();
    await until(again.sync.state, ({ needsYou }) => needsYou === 'part-spoilt');
    await again.sync.settled();
    expect(line.heard.filter((request) => request.startsWith('PUT '))).toHaveLength(1);
  });
});

describe('a part of a record before one the hub refuses', () => {
  it('arrives all the same, and what was refused is sent once, and once more with what was appended', async () => {
    const { phone, line, chain } = await scene.enrolledPhone();
    line.losesRequest = (path) => path.includes('/parts/');
    await recordsPhoto(phone, 2_000);
    await phone.syncs();
    line.isDown = true;
    for (let record = 0; record < 3; record += 1) await recordsPhoto(phone, 2_000);
    await phone.database.events.update([chain, 2], { sig: 'A'.repeat(86) });
    [line.isDown, line.losesRequest] = [false, () => false];
    const pushes = () => line.heard.filter((request) => request === 'POST /api/v1/push').length;
    await phone.syncs();
    const before = pushes();
    for (let round = 0; round < 3; round += 1) await phone.syncs();
    expect(pushes()).toBe(before);
    const [, , , first] = await until(phone.records.all, (all) => all.length === 4);
    expect(first).toMatchObject({ seq: 1, custody: 'verified', parts: { total: 2, received: 2 } });
    expect(await until(phone.sync.state)).toMatchObject({ needsYou: 'refused' });
    line.isDown = true;
    await recordsPhoto(phone, 2_000);
    line.isDown = false;
    await phone.syncs();
    expect(pushes()).toBe(before + 1);
  });
});

describe('a part the hub cannot take now', () => {
  it('waits alone: new records go at once, and it arrives later', async () => {
    const { phone: first, line, chain } = await scene.enrolledPhone();
    first.sync.stop();
    const turnedAway: string[] = [];
    let isFull = true;
    const fetch: typeof line.fetch = async (path, init) => {
      if (!isFull || !path.includes('/parts/')) return line.fetch(path, init);
      turnedAway.push(path);
      return new Response('{}', { status: 507 });
    };
    const phone = scene.open({ fetch, profile: first.profile });
    await recordsPhoto(phone, 2_000);
    const photo = (await partOf(phone, 'photo'))?.sha256 ?? '';
    await phone.syncs();
    await phone.syncs();
    await until(phone.sync.state, ({ needsYou, retryAt }) => needsYou === null && retryAt !== null);
    expect(await until(phone.sync.state)).toMatchObject({ connection: 'online', obstacle: 'hub-full' });
    expect(turnedAway.some((path) => path.includes(photo))).toBe(true);
    turnedAway.length = 0;
    await recordsPhoto(phone, 2_000);
    await expect.poll(() => scene.hubRows(chain)).toHaveLength(2);
    await phone.sync.settled();
    expect(turnedAway.filter((path) => path.includes(photo))).toEqual([]);
    isFull = false;
    await phone.syncs();
    expect(await phone.database.parts.get(photo)).toMatchObject({ state: 'received' });
    expect(await until(phone.sync.state)).toMatchObject({ retryAt: null, obstacle: null });
  });
});

describe('a large part that another device spoils at the hub', () => {
  it.each([
    ['as long as it is', photoBytes + 28],
    ['longer than it is', photoBytes + 5_000],
  ])('arrives all the same: with other bytes, %s, under a name said to be longer', async (_which, length) => {
    const { phone, line } = await scene.enrolledPhone();
    const rogue = await asRanger(scene.hub);
    line.isDown = true;
    await recordsPhoto(phone);
    const photo = await partOf(phone, 'photo');
    if (!photo) throw new Error('no photo');
    const { sha256 } = photo;
    const named = { sha256, bytes: 9_000_000, type: 'image/jpeg', role: 'photo' } as const;
    await rogue.push([await rogue.record({ parts: [named] })]);
    await rogue.patchPart(sha256, 0, new Uint8Array(length));
    line.isDown = false;
    await phone.syncs();
    expect(await phone.database.parts.get(sha256)).toMatchObject({ state: 'received' });
    expect(await sha256Hex((await scene.hub.parts.get(sha256)) ?? new Uint8Array())).toBe(sha256);
  });
});

describe('a large part that another phone carries', () => {
  it.each([
    [1, 'answer'],
    [3, 'request'],
  ] as const)('goes on where the hub stopped when chunk %i lost its %s and the page died', async (cutAt, lost) => {
    const [author, carrier] = [await scene.enrolledPhone(), await scene.enrolledPhone()];
    author.line.isDown = true;
    await recordsPhoto(author.phone);
    const queue = await author.phone.courier.exportQueue();
    if (!queue) throw new Error('nothing to export');
    await carrier.phone.courier.take(queue.file);
    let chunks = 0;
    const isCut = (path: string) => path.includes('offset=') && ++chunks === cutAt;
    if (lost === 'answer') carrier.line.losesAnswerTo = isCut;
    else carrier.line.losesRequest = isCut;
    await carrier.phone.syncs();
    const [before, stored] = [carrier.line.heard.length, await begunAt(author.phone)];
    expect(stored).toBeGreaterThan(0);
    const again = scene.open({ fetch: carrier.line.fetch, profile: carrier.phone.profile });
    carrier.line.losesAnswerTo = carrier.line.losesRequest = () => false;
    await again.syncs();
    const second = offsetsIn(carrier.line.heard.slice(before));
    expect(second[0]).toBe(stored);
    expect(new Set(second).size).toBe(second.length);
    const photo = await partOf(author.phone, 'photo');
    const sealed = await author.phone.stores.parts.readBytes(photo?.sha256 ?? '');
    const received = await scene.hub.parts.get(photo?.sha256 ?? '');
    expect(Buffer.from(received ?? []).equals(sealed ?? new Uint8Array(1))).toBe(true);
    const [chain] = await until(again.courier.carried, ([one]) => one?.isDelivered === true);
    expect(chain).toMatchObject({ parts: { total: 2, received: 2 } });
  });
});

describe('a photo’s thumbnail', () => {
  const small = async () => aJpeg(99, 900);

  it('goes before the photo and says whose it is, in the sealed fields only', async () => {
    const { phone, line } = await scene.enrolledPhone('ranger', { makeThumbnail: small });
    const id = await recordsPhoto(phone);
    await phone.syncs();
    const [thumbnail, photo] = [await partOf(phone, 'thumbnail'), await partOf(phone, 'photo')];
    const sent = line.heard.flatMap((request) => /^(?:PUT|PATCH) \/api\/v1\/parts\/(\w{64})/.exec(request)?.[1] ?? []);
    expect([...new Set(sent)].slice(1)).toEqual([thumbnail?.sha256, photo?.sha256]);
    const [attachment] = (await phone.records.openFields(id))?.attachments ?? [];
    expect(attachment).toMatchObject({ part: photo?.sha256, thumbnail: thumbnail?.sha256 });
    expect((await phone.stores.chains.byId(id))?.raw).not.toContain('thumbnailOf');
    const opened = await phone.records.openPhoto(id, thumbnail?.sha256 ?? '');
    expect(opened?.size).toBe(900);
  });

  it('goes with its photo when that is removed', async () => {
    const { phone } = await scene.enrolledPhone('ranger', { makeThumbnail: small });
    const { id } = await phone.drafts.open();
    const added = await phone.drafts.addPhoto(id, aJpeg(7), 1_000);
    if (!added.ok) throw new Error(added.because);
    expect(await phone.database.parts.count()).toBe(2);
    await phone.drafts.removePhoto(id, added.draft.photos[0]?.part ?? '');
    expect([await phone.database.parts.count(), await phone.database.partBytes.count()]).toEqual([0, 0]);
  });
});
