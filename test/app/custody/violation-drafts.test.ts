import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { maxEventBytes, maxPhotoBytes } from '../../../src/protocol/event.ts';
import { enrolledByHand, noHub } from '../../support/enrolled-by-hand.ts';
import { aJpeg, aPhone, drafts, judged, type Phone, records, until } from '../../support/phone.ts';

const personal = ['赵钱孙李某', '371002199001011234', '13800001111', '鲁K12345', '在林缘焚烧秸秆'];
let phone: Phone;

beforeEach(async () => {
  phone = aPhone({ fetch: noHub });
});
afterEach(() => {
  vi.restoreAllMocks();
  phone.close();
});

/** Everything the database holds, bytes and text alike, as one text. */
async function everythingStored(): Promise<string> {
  const all = await Promise.all(phone.database.tables.map((table) => table.toArray()));
  const texts: string[] = [];
  JSON.stringify(all, (_key, value: unknown) => {
    if (value instanceof Uint8Array) texts.push(new TextDecoder().decode(value));
    return value;
  });
  return JSON.stringify(all) + texts.join('\n');
}

describe('a violation being written', () => {
  it('holds nothing personal in clear, before and after it is finished', async () => {
    await enrolledByHand(phone);
    const { id } = await drafts(phone, 2);
    for (const text of personal) expect(await everythingStored()).not.toContain(text);
    await phone.drafts.finalise(id, judged);
    for (const text of personal) expect(await everythingStored()).not.toContain(text);
    expect(await phone.records.openFields(id)).toMatchObject({ name: personal[0], note: personal[4] });
  });

  it('is there again after a reload, word for word, with its photos', async () => {
    const written = await drafts(phone, 2);
    const reloaded = aPhone({ fetch: noHub, profile: phone.profile });
    const [again] = await until(reloaded.drafts.all, (all) => all.length === 1);
    expect(again).toEqual(written);
    const photo = await reloaded.drafts.readPhoto(written.id, written.photos[0]?.part ?? '');
    expect(new Uint8Array(await photo.arrayBuffer())).toEqual(new Uint8Array(await aJpeg(1).arrayBuffer()));
    reloaded.close();
  });

  it('ends with the later of two saves, whichever finishes first', async () => {
    const draft = await phone.drafts.open();
    const encrypt = crypto.subtle.encrypt.bind(crypto.subtle);
    let calls = 0;
    vi.spyOn(crypto.subtle, 'encrypt').mockImplementation(async (...given) => {
      if (++calls === 1) await new Promise((done) => setTimeout(done, 40));
      return encrypt(...given);
    });
    await Promise.all([
      phone.drafts.save({ ...draft, name: 'first' }),
      phone.drafts.save({ ...draft, name: 'second' }),
    ]);
    expect((await until(phone.drafts.all, (all) => all[0]?.name !== ''))[0]?.name).toBe('second');
  });

  it('is not brought back by a late save after it was discarded', async () => {
    const draft = await drafts(phone, 1);
    await phone.drafts.discard(draft.id);
    expect(await phone.drafts.save({ ...draft, name: 'late' })).toBe('gone');
    for (const table of ['drafts', 'parts', 'partBytes', 'recordKeys']) {
      expect(await phone.database.table(table).count()).toBe(0);
    }
  });

  it('takes no more words once it is finished, and does not say that they were recorded', async () => {
    await enrolledByHand(phone);
    const draft = await drafts(phone, 0);
    expect(await phone.drafts.finalise(draft.id, judged)).toEqual({ ok: true, id: draft.id });
    expect(await phone.drafts.save({ ...draft, name: 'another person' })).toBe('gone');
    expect(await phone.drafts.finalise(draft.id, judged)).toEqual({ ok: false, because: 'gone' });
    expect(await phone.records.openFields(draft.id)).toMatchObject({ name: personal[0] });
  });

  it('keeps its photos whatever an older save says of them', async () => {
    const opened = await phone.drafts.open();
    await phone.drafts.addPhoto(opened.id, aJpeg(1), 1);
    await phone.drafts.save({ ...opened, name: 'x', photos: [] });
    expect((await until(phone.drafts.all, (all) => all[0]?.name === 'x'))[0]?.photos).toHaveLength(1);
  });

  it('drops a photo that is removed', async () => {
    const { id, photos } = await drafts(phone, 2);
    const left = await phone.drafts.removePhoto(id, photos[0]?.part ?? '');
    expect(left.photos).toEqual([photos[1]]);
    expect(await phone.database.partBytes.count()).toBe(1);
  });

  it('refuses a photo over 10 MB and what is no picture, with the reason', async () => {
    const { id } = await phone.drafts.open();
    expect(await phone.drafts.addPhoto(id, aJpeg(1, maxPhotoBytes + 1), 1)).toEqual({
      ok: false,
      because: 'too-large',
    });
    const text = new Blob(['not a picture'], { type: 'image/jpeg' });
    expect(await phone.drafts.addPhoto(id, text, 1)).toEqual({ ok: false, because: 'not-an-image' });
    expect(await phone.drafts.addPhoto(id, aJpeg(1, maxPhotoBytes), 1)).toMatchObject({ ok: true });
    expect(await phone.database.parts.count()).toBe(1);
  });

  it('is kept when it has no act yet, or the phone is not enrolled', async () => {
    const { id } = await phone.drafts.open();
    expect(await phone.drafts.finalise(id, judged)).toEqual({ ok: false, because: 'not-enrolled' });
    await enrolledByHand(phone);
    expect(await phone.drafts.finalise(id, judged)).toEqual({ ok: false, because: 'no-act' });
    expect(await phone.database.drafts.count()).toBe(1);
  });

  it('is refused at append when its event is over 64 kB', async () => {
    const chain = await enrolledByHand(phone);
    const { id } = await drafts(phone, 1);
    const huge = { ...judged, rulebook: { ...judged.rulebook, id: 'x'.repeat(maxEventBytes) } };
    expect(await phone.drafts.finalise(id, huge)).toEqual({ ok: false, because: 'event-too-large' });
    expect(await phone.stores.chains.readHead(chain)).toEqual({ seq: 0, hash: null });
    expect(await phone.database.drafts.count()).toBe(1);
    expect(await phone.drafts.finalise(id, judged)).toEqual({ ok: true, id });
  });

  it('has its photos on disk before the event that names them, and its sealed fields in the one write that puts it', async () => {
    await enrolledByHand(phone);
    const { id } = await drafts(phone, 1);
    expect(await phone.database.partBytes.count()).toBe(1);
    const writes = new Set<IDBTransaction>();
    const objectStore = Object.getOwnPropertyDescriptor(IDBTransaction.prototype, 'objectStore')
      ?.value as IDBTransaction['objectStore'];
    vi.spyOn(IDBTransaction.prototype, 'objectStore').mockImplementation(function (this: IDBTransaction, name) {
      if (this.mode === 'readwrite') writes.add(this);
      return objectStore.call(this, name);
    });
    await phone.drafts.finalise(id, judged);
    expect(writes.size).toBe(1);
    const event = await phone.stores.chains.byId(id);
    const named = event?.parts.map(({ sha256 }) => sha256) ?? [];
    const states = (await phone.database.parts.bulkGet(named)).map((part) => part?.state);
    expect(states).toEqual(['waiting', 'waiting']);
    expect((await phone.database.partBytes.bulkGet(named)).every((row) => row !== undefined)).toBe(true);
  });

  it('leaves no sealed fields behind when the write fails', async () => {
    await enrolledByHand(phone);
    const { id } = await drafts(phone, 1);
    const remove = vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    expect(await phone.drafts.finalise(id, judged)).toEqual({ ok: false, because: 'storage' });
    remove.mockRestore();
    expect([await phone.database.partBytes.count(), await phone.database.events.count()]).toEqual([1, 0]);
  });

  it('says that storage refused, and stays a draft', async () => {
    await enrolledByHand(phone);
    const { id } = await drafts(phone, 0);
    const add = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    expect(await phone.drafts.finalise(id, judged)).toEqual({ ok: false, because: 'storage' });
    add.mockRestore();
    expect(await phone.drafts.finalise(id, judged)).toEqual({ ok: true, id });
  });

  it('keeps a photo whole where there is room for it but none for its small picture', async () => {
    phone.close();
    phone = aPhone({ fetch: noHub, makeThumbnail: async () => aJpeg(2) });
    const { id } = await phone.drafts.open();
    const add = phone.stores.parts.add.bind(phone.stores.parts);
    vi.spyOn(phone.stores.parts, 'add').mockImplementation(async (part, sealed) => {
      if (part.role === 'thumbnail') throw new DOMException('full', 'QuotaExceededError');
      return add(part, sealed);
    });
    const added = await phone.drafts.addPhoto(id, aJpeg(1), 1);
    expect(added).toMatchObject({ ok: true, draft: { photos: [{ takenAt: 1 }] } });
    expect(await phone.database.parts.count()).toBe(1);
  });

  it('loses no photo and no word that comes while it is being finished', async () => {
    const chain = await enrolledByHand(phone);
    const draft = await drafts(phone, 1);
    const currentEnd = phone.stores.chains.currentEnd.bind(phone.stores.chains);
    let times = 0;
    vi.spyOn(phone.stores.chains, 'currentEnd').mockImplementation(async (of) => {
      times += 1;
      if (times === 1) await phone.drafts.addPhoto(draft.id, aJpeg(7), 7);
      if (times === 2) await phone.drafts.save({ ...draft, note: 'the last word' });
      return currentEnd(of);
    });
    expect(await phone.drafts.finalise(draft.id, judged)).toEqual({ ok: true, id: draft.id });
    const fields = await phone.records.openFields(draft.id);
    expect(fields).toMatchObject({ note: 'the last word', attachments: [{}, {}] });
    expect((await phone.stores.chains.from(chain, 1, 9)).map(({ parts }) => parts.length)).toEqual([3]);
    expect(await phone.database.parts.count()).toBe(3);
    expect(await phone.database.partBytes.count()).toBe(3);
  });

  it('says in clear what is not personal, with plain hashes under seal only', async () => {
    const chain = await enrolledByHand(phone);
    const id = await records(phone, 1);
    const [row] = await phone.stores.chains.from(chain, 1, 1);
    const event = JSON.parse(row?.raw ?? '{}') as { body: object; parts: { role: string }[] };
    expect(Object.keys(event.body)).toEqual([
      'act',
      'party',
      'fix',
      'happenedAt',
      'verdict',
      'rulebook',
      'zones',
      'further',
    ]);
    expect(event.parts.map(({ role }) => role)).toEqual(['fields', 'photo']);
    const fields = await phone.records.openFields(id);
    const plain = fields?.attachments[0]?.plain ?? 'none';
    expect(plain).toMatch(/^[0-9a-f]{64}$/);
    expect(await everythingStored()).not.toContain(plain);
  });
});
