import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isSpaceShort } from '../../src/app/device/is-space-short.ts';
import { releaseOriginals } from '../../src/app/storage/release-originals.ts';
import { type Phone, records } from '../support/phone.ts';
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

  const day = 86_400_000;
  const horizonOf = async (phone: Phone, chain: string) => (await phone.stores.chains.hubHead(chain))?.horizon;

  it('keeps its photos when the backup was taken by a clock that was a year ahead', async () => {
    const { phone, chain } = await scene.enrolledPhone();
    scene.hub.clock.pass(365 * day);
    await backUp();
    scene.hub.clock.pass(-365 * day);
    await records(phone, 1);
    for (let round = 0; round < 4; round += 1) {
      await phone.syncs();
      expect(await releaseOriginals(phone.database, chain)).toBe(0);
      scene.hub.clock.pass(60_000);
    }
    scene.hub.clock.pass(366 * day);
    await phone.syncs();
    expect(await horizonOf(phone, chain)).not.toBe(scene.hub.clock.now() - day); // what was taken back is not told once its time comes
    expect(await releaseOriginals(phone.database, chain)).toBe(0);
    scene.hub.clock.pass(-366 * day);
  });

  it('keeps its photos when the hub received them by a clock that was a day behind', async () => {
    const { phone, chain } = await scene.enrolledPhone();
    await backUp();
    scene.hub.clock.pass(-day);
    await records(phone, 1);
    const freedIn = async (rounds: number) => {
      let freed = 0;
      for (let round = 0; round < rounds; round += 1) {
        await phone.syncs();
        freed += await releaseOriginals(phone.database, chain);
        scene.hub.clock.pass(60_000);
      }
      return freed;
    };
    expect(await freedIn(3)).toBe(0);
    scene.hub.clock.pass(2 * day);
    expect(await freedIn(3)).toBe(0);
    await backUp();
    scene.hub.clock.pass(60_000);
    expect(await freedIn(3)).toBe(0); // by when the hub had the photo is only now written down
    await backUp();
    scene.hub.clock.pass(60_000);
    expect(await freedIn(1)).toBeGreaterThan(0); // a backup under a straight clock counts again
  });

  it.each([
    [{ usage: 81, quota: 100 }, true],
    [{ usage: 80, quota: 100 }, false],
    [{}, false],
  ])('by %j is found out', async (estimate, isShort) => {
    expect(await isSpaceShort({ estimate: async () => estimate })).toBe(isShort);
  });
});
