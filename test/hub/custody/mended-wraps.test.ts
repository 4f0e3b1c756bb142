import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eraseRecords } from '../../../src/hub/retention/erase-records.ts';
import { sha256Hex, utf8 } from '../../../src/protocol/bytes.ts';
import { type SentEvent, type Wrap, wrapsText } from '../../../src/protocol/event.ts';
import { generateRecordKey, importSealingKey, sealPart, wrapRecordKey } from '../../../src/protocol/seal.ts';
import { signText } from '../../../src/protocol/signed.ts';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { MemoryPartStore } from '../../support/memory-part-store.ts';
import { asRanger, type Persona } from '../../support/personas.ts';

const role = 'photo';

/** Says which parts were read, and does something before. */
class WatchedPartStore extends MemoryPartStore {
  readonly read: string[] = [];
  beforeReading: () => Promise<void> = async () => {};

  override async get(sha256: string) {
    await this.beforeReading();
    this.read.push(sha256);
    return super.get(sha256);
  }
}

/** What opens a record is signed by nobody on its way: the hub takes from its author what opens, and gives up nothing that does. */
describe('the wrapped key of an event the hub has', () => {
  let hub: HubUnderTest;
  let author: Persona;
  let courier: Persona;
  let genuine: SentEvent;
  let id: string;
  let part: { readonly sha256: string; readonly bytes: Uint8Array<ArrayBuffer> };
  const parts = new WatchedPartStore();
  beforeAll(async () => {
    hub = await aHub({ parts });
    parts.beforeReading = async () => {
      await hub.database.query('select 1 as free from chain for update nowait');
    };
    courier = await asRanger(hub, '信使');
  });
  afterAll(() => hub.close());
  beforeEach(async () => {
    author = await asRanger(hub);
    const { sealed, ...named } = await author.seal([
      { plain: utf8('{"name":"欧阳"}'), role: 'fields', type: 'application/json' },
    ]);
    id = named.id;
    genuine = await author.record(named);
    part = { sha256: sealed[0]?.reference.sha256 ?? '', bytes: sealed[0]?.bytes ?? new Uint8Array() };
    await author.head();
    await courier.head(author.chain);
  });

  const kept = () =>
    hub.database.query<Wrap & Record<string, unknown>>(
      'select to_kid as to, alg, enc, key from event_wrap where chain = $1',
      [author.chain],
    );
  const withWraps = (wraps: readonly Wrap[]): SentEvent => ({ ...genuine, wraps: [...wraps] });
  const spoilt = (): Wrap[] =>
    genuine.wraps.map((wrap) => ({ ...wrap, key: `${wrap.key.startsWith('A') ? 'B' : 'A'}${wrap.key.slice(1)}` }));
  /** Opens at the hub, but to a key that is not the record's. */
  const ofAnotherKey = async (): Promise<Wrap[]> => wrapped(await generateRecordKey(), id);
  const wrapped = async (key: CryptoKey, event: string): Promise<Wrap[]> => {
    const { jwk, kid } = author.sealingKey();
    return [await wrapRecordKey(key, event, await importSealingKey(jwk), kid)];
  };

  it.each([
    ['was changed', spoilt],
    ['was left out', () => []],
  ])('that %s by a carrier is mended by the author’s own push, which is told again', async (_how, wraps) => {
    await courier.push([withWraps(wraps())], author.chain);
    const { cursor } = await (await author.signIn()).pull();
    const { results } = await author.push([genuine]);
    expect(results).toMatchObject([{ outcome: 'dup', seq: 1 }]);
    expect(await kept()).toEqual(genuine.wraps);
    expect((await author.pull(cursor)).changes).toMatchObject([
      { entity: 'event', body: { event: { wraps: genuine.wraps } } },
    ]);
  });

  it('is mended by the author’s word alone, whoever brings it, and not without it', async () => {
    await courier.push([withWraps(spoilt())], author.chain);
    await courier.push([genuine], author.chain);
    expect(await kept()).toEqual(spoilt());
    const text = wrapsText(await sha256Hex(genuine.raw), genuine.wraps);
    const { sig } = await signText('wraps', text, author.key.privateKey, author.kid);
    await courier.push([{ ...genuine, wraps: spoilt(), wrapsSig: sig }], author.chain);
    expect(await kept()).toEqual(spoilt());
    await courier.push([{ ...genuine, wrapsSig: sig }], author.chain);
    expect(await kept()).toEqual(genuine.wraps);
  });

  it('stays when it opens, whatever its author sends afterwards', async () => {
    await author.push([genuine]);
    await author.putPartWell(part.sha256, part.bytes);
    for (const wraps of [spoilt(), await ofAnotherKey()]) {
      await author.push([withWraps(wraps)]);
      expect(await kept()).toEqual(genuine.wraps);
    }
  });

  it('gives way when it opens to a key that opens no part of the record', async () => {
    await courier.push([withWraps(await ofAnotherKey())], author.chain);
    await author.push([genuine]);
    expect(await kept(), 'no part has come yet').not.toEqual(genuine.wraps);
    await author.putPartWell(part.sha256, part.bytes);
    await author.push([genuine]);
    expect(await kept()).toEqual(genuine.wraps);
  });

  describe('of a record with several photos', () => {
    let key: CryptoKey;
    let record: string;
    let photos: readonly { readonly sha256: string; readonly content: Uint8Array<ArrayBuffer> }[];
    let event: SentEvent;
    beforeEach(async () => {
      [key, record] = [await generateRecordKey(), uuidv7()];
      const sealed = await Promise.all([3_000, 1_000, 2_000].map((size) => sealPart(new Uint8Array(size), role, key)));
      photos = await Promise.all(sealed.map(async (content) => ({ sha256: await sha256Hex(content), content })));
      const named = photos.map(({ sha256, content }) => ({ sha256, bytes: content.length, type: 'image/jpeg', role }));
      event = await author.record({ id: record, parts: named });
      parts.read.length = 0;
    });
    /** Brought by a courier, after the author's first event, with these wraps; its photos with it. */
    const brought = async (wraps: readonly Wrap[]) => {
      await courier.push([genuine, { ...event, wraps: [...wraps] }], author.chain);
      for (const { sha256, content } of photos) await author.putPartWell(sha256, content);
    };
    const keptOf = async () => (await kept()).filter(({ key: text }) => text !== genuine.wraps[0]?.key);

    it('is told from another by the smallest, with nothing locked meanwhile', async () => {
      await brought(await wrapped(await generateRecordKey(), record));
      const right = await wrapped(key, record);
      await author.push([{ ...event, wraps: right }]);
      expect(await keptOf()).toEqual(right);
      expect(parts.read).toEqual([photos[1]?.sha256]);
    });

    it('is the same where it leads to the same key: no photo is read', async () => {
      const right = await wrapped(key, record);
      await brought(right);
      await author.push([{ ...event, wraps: await wrapped(key, record) }]);
      expect(await keptOf()).toEqual(right);
      expect(parts.read).toEqual([]);
    });
  });

  it('does not come back once the record was erased', async () => {
    await author.push([genuine]);
    await eraseRecords(hub, [id], { because: 'request', person: null });
    await author.push([genuine]);
    expect(await kept()).toEqual([]);
  });
});
