import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { chunkBytes } from '../../src/protocol/zone-package.ts';
import { aHub, type HubUnderTest } from '../support/hub-under-test.ts';
import { chunksAsked, forestHolds, isWith, PackageScene, updateStateOf } from '../support/package-scene.ts';
import { until } from '../support/phone.ts';

let scene: PackageScene;
beforeAll(async () => {
  scene = await PackageScene.begin();
});
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await scene.clear();
});
afterAll(() => scene.end());

/** The same manifest, signed by another hub and with its keys beside it. */
async function resign(body: string, { keys }: HubUnderTest): Promise<string> {
  const { manifest, ...rest } = JSON.parse(body) as { manifest: { raw: string } };
  const { identity, certificates } = keys;
  return JSON.stringify({
    ...rest,
    manifest: await keys.sign('package', manifest.raw),
    keys: { identity, certificates },
  });
}

describe('a phone and the packages its hub wants it to have', () => {
  it('goes by what came with the app until the hub has better, then by that, also after a restart without any line', async () => {
    const { phone, line } = await scene.phones.enrolledPhone();
    await phone.packages.load();
    expect((await until(phone.packages.active))?.zones[0].citation.id).toBe('weihai-demo-zones');
    const { sha256, manifest } = await scene.publish('1', 121.95);
    await phone.syncs();
    const active = await until(phone.packages.active, isWith(sha256));
    expect(active?.zones[0].citation).toEqual({ id: 'weihai-forests', version: '1', sha256, demonstration: false });
    expect(active?.banner).toBeNull();
    expect(await updateStateOf(phone)).toEqual({
      confirmed: {
        time: scene.phones.hub.clock.now(),
        rulebooks: [active?.rulebooks[0].citation.sha256],
        zones: [sha256],
      },
      chunks: { expected: 7, present: 7 },
      download: null,
      problem: null,
    });

    line.isDown = true;
    const later = scene.phones.open({ fetch: line.fetch, profile: phone.profile });
    await later.packages.load();
    const reopened = await until(later.packages.active, isWith(sha256));
    expect([121.96, 121.98].map((lon) => reopened && forestHolds(reopened, lon))).toEqual([true, false]);
    const { drawings, bounds } = await later.packages.mapLayers();
    expect(bounds).toEqual(manifest.bounds);
    const stored = await readFile(join(scene.root, 'weihai-forests', '1', 'zones.pmtiles'));
    for (const [offset, length] of [
      [0, 127],
      [chunkBytes - 5, 10],
      [chunkBytes * 4 + 7, chunkBytes],
      [stored.length - 3, 99],
    ] as const) {
      const read = await drawings[0]?.readBytes(offset, length);
      expect(Buffer.from(read ?? new ArrayBuffer()).equals(stored.subarray(offset, offset + length)), `${offset}`).toBe(
        true,
      );
    }
  });

  it('shows how far the download has come', async () => {
    const { phone } = await scene.phones.enrolledPhone();
    await scene.publish('1', 121.95);
    const seen: number[] = [];
    let total = 0;
    const stop = phone.packageUpdates.state.subscribe(
      ({ download }) => {
        if (download) [total] = [download.totalBytes, seen.push(download.receivedBytes)];
      },
      () => undefined,
    );
    await phone.syncs();
    stop();
    expect(total).toBeGreaterThan(5 * chunkBytes);
    expect(new Set(seen).size).toBeGreaterThanOrEqual(7);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(total);
  });

  it('goes on after a cut and a reload with the chunks that are missing, and asks for none twice', async () => {
    const { phone, line } = await scene.phones.enrolledPhone();
    await phone.packages.load();
    const { sha256 } = await scene.publish('1', 121.95);
    line.meddle = async ({ path, response }) => {
      if (path.includes('/chunks/') && chunksAsked(line.heard).length > 3) line.isDown = true;
      if (line.isDown) throw new TypeError('cut in the middle');
      return response;
    };
    await phone.syncs();
    expect(await updateStateOf(phone)).toMatchObject({ problem: 'no-network', chunks: { expected: 0 } });
    expect((await until(phone.packages.active))?.zones[0].citation.id).toBe('weihai-demo-zones');
    expect(await phone.database.packageChunks.count()).toBe(3);

    phone.close();
    const again = scene.phones.open({ fetch: line.fetch, profile: phone.profile });
    line.isDown = false;
    line.meddle = async ({ response }) => response;
    const before = line.heard.length;
    await again.packages.load();
    await again.syncs();
    await until(again.packages.active, isWith(sha256));
    const fresh = chunksAsked(line.heard.slice(before));
    expect(fresh).toHaveLength(4);
    expect(new Set(fresh).size).toBe(4);
    expect(line.heard.slice(before).filter((request) => request.includes('/documents/'))).toEqual([]);
  });

  it('takes no altered chunk, goes on with the old package, and takes the right one later', async () => {
    const { phone, line } = await scene.phones.enrolledPhone();
    await phone.packages.load();
    const old = await scene.publish('1', 121.95);
    await phone.syncs();
    const { sha256 } = await scene.publish('2', 122.05);
    line.meddle = async ({ path, response }) => {
      if (!path.includes('/chunks/')) return response;
      const bytes = new Uint8Array(await response.arrayBuffer());
      bytes[0]! ^= 1;
      return new Response(bytes, { status: 200 });
    };
    await phone.updatesPackages();
    expect(await updateStateOf(phone)).toMatchObject({ problem: 'altered', chunks: { expected: 7, present: 7 } });
    expect((await until(phone.packages.active))?.zones[0].citation.sha256).toBe(old.sha256);
    line.meddle = async ({ response }) => response;
    await phone.updatesPackages();
    const active = await until(phone.packages.active, isWith(sha256));
    expect(active && forestHolds(active, 122.06)).toBe(true);
    expect((await updateStateOf(phone)).problem).toBeNull();
  });

  it('believes no list and no package that its own hub did not sign, and no old list played back', async () => {
    const other = await aHub();
    const { phone, line } = await scene.phones.enrolledPhone();
    await phone.packages.load();
    await scene.publish('1', 121.95);
    let first: string | null = null;
    const forgeries: ((path: string, body: string) => Promise<string>)[] = [
      async (path, body) => (path.includes('/current') ? body.replace('weihai-forests', 'weihai-forestz') : body),
      async (path, body) =>
        path.includes('/current') ? JSON.stringify(await other.keys.sign('package', JSON.parse(body).raw)) : body,
      async (path, body) => (path.includes('/current') ? (first ??= body) && '{}' : body),
      async (path, body) => (path.includes('/current') ? (first ?? body) : body),
      async (path, body) => (path.includes('/documents/') ? resign(body, other) : body),
      async (path, body) => (path.includes('/documents/') ? body.replace('EPSG:4490', 'EPSG:4491') : body),
    ];
    for (const [number, forge] of forgeries.entries()) {
      line.meddle = async ({ path, response }) => {
        if (!/\/(?:current|documents)/.test(path)) return response;
        return new Response(await forge(path, await response.text()), { status: 200 });
      };
      await phone.updatesPackages();
      expect([number, (await updateStateOf(phone)).problem]).toEqual([number, 'not-signed']);
    }
    expect(await phone.database.packages.count()).toBe(0);
    expect((await until(phone.packages.active))?.zones[0].citation.id).toBe('weihai-demo-zones');
    await other.close();
  });
});
