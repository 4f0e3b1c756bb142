import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isSpaceShort } from '../../src/app/device/is-space-short.ts';
import { releaseOriginals } from '../../src/app/storage/release-originals.ts';
import { records } from '../support/phone.ts';
import { PhoneScene } from '../support/phone-scene.ts';

describe('a phone whose space runs short', () => {
  let scene: PhoneScene;
  beforeAll(async () => {
    scene = await PhoneScene.begin();
  });
  afterEach(() => scene.closePhones());
  afterAll(() => scene.end());

  const backUp = () =>
    scene.hub.database.query("insert into backup_taken values (gen_random_uuid(), $1, $1, 1, 'x')", [
      scene.hub.clock.now(),
    ]);

  it('lets go of a photo only when a backup made after its arrival is announced; fields and thumbnails stay', async () => {
    const { phone, chain } = await scene.enrolledPhone();
    const photosHere = async () => {
      const parts = await phone.database.parts.toArray();
      const here = await Promise.all(
        parts.map(async ({ sha256 }) => Boolean(await phone.stores.parts.readBytes(sha256))),
      );
      return {
        photos: parts.filter(({ role }, index) => role === 'photo' && here[index]).length,
        all: here.filter(Boolean).length,
      };
    };
    const lookAgain = async () => {
      scene.hub.clock.pass(60_000);
      await phone.syncs();
      return releaseOriginals(phone.database, chain);
    };
    await records(phone, 2);
    await phone.syncs();
    const before = await photosHere();
    expect(before.photos).toBe(2);
    expect(await lookAgain()).toBe(0); // no backup
    await backUp();
    expect(await lookAgain()).toBe(0); // a backup, but by when the hub had the photos is only now written down
    expect(await lookAgain()).toBe(0); // known, and the backup is older
    scene.hub.clock.pass(60_000);
    await backUp();
    expect(await photosHere()).toEqual(before);
    expect(await lookAgain()).toBeGreaterThan(0);
    expect(await photosHere()).toEqual({ photos: 0, all: before.all - 2 });
    expect(await lookAgain()).toBe(0);
    await records(phone, 1);
    await phone.syncs();
    await lookAgain();
    expect((await photosHere()).photos).toBe(1);
  });

  it.each([
    [{ usage: 81, quota: 100 }, true],
    [{ usage: 80, quota: 100 }, false],
    [{}, false],
  ])('by %j is found out', async (estimate, isShort) => {
    expect(await isSpaceShort({ estimate: async () => estimate })).toBe(isShort);
  });
});
