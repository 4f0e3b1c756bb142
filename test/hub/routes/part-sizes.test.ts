import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asRanger, type Persona } from '../../support/personas.ts';

/** Whoever carries a record knows what its parts are called before they come, and may name them with any size. */
describe('a part that events name with several sizes', () => {
  let hub: HubUnderTest;
  let ranger: Persona;
  let rogue: Persona;
  beforeAll(async () => {
    hub = await aHub();
    [ranger, rogue] = [await asRanger(hub), await asRanger(hub, '孙替班')];
  });
  afterAll(() => hub.close());

  const aPicture = async () => {
    const plain = crypto.getRandomValues(new Uint8Array(60_000));
    const { id, parts, wraps, sealed } = await ranger.seal([{ plain, role: 'photo', type: 'image/jpeg' }]);
    await ranger.push([await ranger.record({ id, parts, wraps })]);
    const [only] = sealed;
    if (!only) throw new Error('one part expected');
    return { content: only.bytes, sha256: only.reference.sha256, reference: only.reference };
  };
  type Picture = Awaited<ReturnType<typeof aPicture>>;
  const named = async ({ reference }: Picture, bytes: number) => {
    const { results } = await rogue.push([await rogue.record({ parts: [{ ...reference, bytes }] })]);
    expect(results).toMatchObject([{ outcome: 'stored' }]);
  };
  const isWhole = async ({ sha256, content }: Picture) => {
    expect(await hub.parts.get(sha256)).toEqual(new Uint8Array(content));
    const rows = await hub.database.query('select bytes from part where sha256 = $1', [sha256]);
    expect(rows).toEqual([{ bytes: content.length }]);
    expect(await ranger.partProgress(sha256)).toMatchObject({
      ...{ bytes: content.length, offset: content.length, complete: true },
    });
  };

  it('is whole at its own, though another calls it larger', async () => {
    const picture = await aPicture();
    await named(picture, 10_000_000);
    const { sha256, content } = picture;
    expect(await ranger.patchPart(sha256, 0, content.slice(0, 40_000))).toMatchObject({ complete: false });
    expect(await ranger.patchPart(sha256, 40_000, content.slice(40_000))).toMatchObject({ complete: true });
    await isWhole(picture);
  });

  it('is whole when its sender asks again, though it was called larger by the time all had come', async () => {
    const picture = await aPicture();
    const { sha256, content } = picture;
    await hub.parts.append(sha256, 0, content);
    await named(picture, 10_000_000);
    expect(await ranger.patchPart(sha256, content.length, content.slice(0, 0))).toMatchObject({ complete: true });
    await isWhole(picture);
  });

  it('loses nothing of what has come where another calls it smaller', async () => {
    const picture = await aPicture();
    await named(picture, 40_000);
    const { sha256, content } = picture;
    expect(await ranger.patchPart(sha256, 0, content.slice(0, 40_000))).toMatchObject({
      ...{ offset: 40_000, complete: false },
    });
    expect(await ranger.patchPart(sha256, 40_000, content.slice(40_000))).toMatchObject({ complete: true });
    await isWhole(picture);
  });

  it('that was put on disk before a hub was killed is written down with its own', async () => {
    const picture = await aPicture();
    await named(picture, 10_000_000);
    await hub.parts.put(picture.sha256, picture.content);
    expect(await ranger.patchPart(picture.sha256, 0, picture.content)).toMatchObject({ complete: true });
    await isWhole(picture);
  });

  it('is thrown away at the largest of them, when its bytes are others than named', async () => {
    const picture = await aPicture();
    const { sha256, content } = picture;
    await named(picture, content.length + 10);
    const headers = { 'content-type': 'application/offset+octet-stream' };
    const wrong = new Uint8Array(content.length + 10);
    const refused = await ranger.signed('PATCH', `/api/v1/parts/${sha256}?offset=0`, wrong, { headers });
    expect(refused.json()).toMatchObject({ status: 422, code: 'hash-mismatch' });
    expect(await ranger.partProgress(sha256)).toMatchObject({ offset: 0, complete: false });
    expect(await ranger.patchPart(sha256, 0, content)).toMatchObject({ complete: true });
    await isWhole(picture);
  });
});
