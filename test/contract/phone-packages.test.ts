import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import type { ActivePackages, PackageUpdateState } from '../../src/app/package-ports.ts';
import { encodeEdges } from '../../src/domain/geo/encode-edges.ts';
import { isInside } from '../../src/domain/geo/is-inside.ts';
import { announcePackages } from '../../src/hub/distribution/announce-packages.ts';
import type { Bytes } from '../../src/protocol/bytes.ts';
import { chunkBytes } from '../../src/protocol/zone-package.ts';
import { aBox, aFix } from '../support/builders.ts';
import { aHub, type HubUnderTest } from '../support/hub-under-test.ts';
import { judged, type Phone, records, until } from '../support/phone.ts';
import { PhoneScene } from '../support/phone-scene.ts';
import { type PackageContent, type PlacedPackage, placeZonePackage } from '../support/place-zone-package.ts';

let root: string;
let scene: PhoneScene;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'hulin-placed-'));
  scene = await PhoneScene.begin(root);
});
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(async () => {
  vi.restoreAllMocks();
  scene.closePhones();
  for (const name of await readdir(root)) await rm(join(root, name), { recursive: true });
});
afterAll(async () => {
  await scene.end();
  await rm(root, { recursive: true });
});

const forestAt = (west: number): Bytes => new Uint8Array(encodeEdges([aBox(west, 37.2, west + 0.02, 37.22)]));
const noise = (length: number): Bytes => new Uint8Array(randomBytes(length));
/** A package of one document and seven chunks: one of edges, six of its drawing. */
const content = (version: string, west: number): PackageContent => ({
  ...{ version, edges: { forest: forestAt(west) }, drawing: noise(5 * chunkBytes + 100) },
});

/** Places it at the hub, which looks at once. */
async function publish(version: string, west: number): Promise<PlacedPackage> {
  const placed = await placeZonePackage(root, scene.hub.keys, content(version, west));
  await scene.hub.shelf.open();
  return placed;
}

const stateOf = (phone: Phone): Promise<PackageUpdateState> => until(phone.packageUpdates.state);
const isWith = (sha256: string) => (active: ActivePackages | null) => active?.zones[0].citation.sha256 === sha256;
const chunksAsked = (heard: readonly string[]) => heard.filter((request) => request.includes('/packages/chunks/'));
const forestHolds = ({ zones }: ActivePackages, lon: number) => {
  const forest = zones[0].zones.layers.forest;
  return forest !== undefined && isInside(forest, lon, 37.21);
};

const realPut = IDBObjectStore.prototype.put;

/** Places the built-in notice in another version. */
async function placeRulebook(version: string): Promise<void> {
  const index = JSON.parse(await readFile('public/packages/index.json', 'utf8')) as { rulebook: { path: string } };
  const text = await readFile(join('public/packages', index.rulebook.path), 'utf8');
  const rulebook = { ...(JSON.parse(text) as { id: string }), version };
  const folder = join(root, rulebook.id, version);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'rulebook.json'), JSON.stringify(rulebook));
  await scene.hub.shelf.open();
}

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
    const { phone, line } = await scene.enrolledPhone();
    await phone.packages.load();
    expect((await until(phone.packages.active))?.zones[0].citation.id).toBe('weihai-demo-zones');
    const { sha256, manifest } = await publish('1', 121.95);
    await phone.syncs();
    const active = await until(phone.packages.active, isWith(sha256));
    expect(active?.zones[0].citation).toEqual({ id: 'weihai-forests', version: '1', sha256, demonstration: false });
    expect(active?.banner).toBeNull();
    expect(await stateOf(phone)).toEqual({
      confirmed: { time: scene.hub.clock.now(), rulebooks: [active?.rulebooks[0].citation.sha256], zones: [sha256] },
      chunks: { expected: 7, present: 7 },
      download: null,
      problem: null,
    });

    line.isDown = true;
    const later = scene.open({ fetch: line.fetch, profile: phone.profile });
    await later.packages.load();
    const reopened = await until(later.packages.active, isWith(sha256));
    expect([121.96, 121.98].map((lon) => reopened && forestHolds(reopened, lon))).toEqual([true, false]);
    const { drawings, bounds } = await later.packages.mapLayers();
    expect(bounds).toEqual(manifest.bounds);
    const stored = await readFile(join(root, 'weihai-forests', '1', 'zones.pmtiles'));
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
    const { phone } = await scene.enrolledPhone();
    await publish('1', 121.95);
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
    const { phone, line } = await scene.enrolledPhone();
    await phone.packages.load();
    const { sha256 } = await publish('1', 121.95);
    line.meddle = async ({ path, response }) => {
      if (path.includes('/chunks/') && chunksAsked(line.heard).length > 3) line.isDown = true;
      if (line.isDown) throw new TypeError('cut in the middle');
      return response;
    };
    await phone.syncs();
    expect(await stateOf(phone)).toMatchObject({ problem: 'no-network', chunks: { expected: 0 } });
    expect((await until(phone.packages.active))?.zones[0].citation.id).toBe('weihai-demo-zones');
    expect(await phone.database.packageChunks.count()).toBe(3);

    phone.close();
    const again = scene.open({ fetch: line.fetch, profile: phone.profile });
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
    const { phone, line } = await scene.enrolledPhone();
    await phone.packages.load();
    const old = await publish('1', 121.95);
    await phone.syncs();
    const { sha256 } = await publish('2', 122.05);
    line.meddle = async ({ path, response }) => {
      if (!path.includes('/chunks/')) return response;
      const bytes = new Uint8Array(await response.arrayBuffer());
      bytes[0]! ^= 1;
      return new Response(bytes, { status: 200 });
    };
    await phone.updatesPackages();
    expect(await stateOf(phone)).toMatchObject({ problem: 'altered', chunks: { expected: 7, present: 7 } });
    expect((await until(phone.packages.active))?.zones[0].citation.sha256).toBe(old.sha256);
    line.meddle = async ({ response }) => response;
    await phone.updatesPackages();
    const active = await until(phone.packages.active, isWith(sha256));
    expect(active && forestHolds(active, 122.06)).toBe(true);
    expect((await stateOf(phone)).problem).toBeNull();
  });

  it('believes no list and no package that its own hub did not sign, and no old list played back', async () => {
    const other = await aHub();
    const { phone, line } = await scene.enrolledPhone();
    await phone.packages.load();
    await publish('1', 121.95);
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
      expect([number, (await stateOf(phone)).problem]).toEqual([number, 'not-signed']);
    }
    expect(await phone.database.packages.count()).toBe(0);
    expect((await until(phone.packages.active))?.zones[0].citation.id).toBe('weihai-demo-zones');
    await other.close();
  });

  it('keeps an old package that a record of this phone cites, and lets go of one that none does', async () => {
    const { phone } = await scene.enrolledPhone();
    await phone.packages.load();
    const first = await publish('1', 121.95);
    await phone.syncs();
    const active = await until(phone.packages.active, isWith(first.sha256));
    const draft = await phone.drafts.open();
    await phone.drafts.save({ ...draft, act: 'smoking', fix: aFix() });
    const citation = active?.zones[0].citation;
    if (!citation) throw new Error('nothing in use');
    expect(await phone.drafts.finalise(draft.id, { ...judged, zones: citation })).toMatchObject({ ok: true });
    const next = await publish('2', 122.05);
    await phone.updatesPackages();
    const last = await publish('3', 122.1);
    await phone.updatesPackages();
    await until(phone.packages.active, isWith(last.sha256));
    const kept = (await phone.database.packages.toArray()).map(({ sha256 }) => sha256);
    expect(kept.toSorted()).toEqual([first.sha256, last.sha256].toSorted());
    expect(kept).not.toContain(next.sha256);
    expect(await phone.database.packageChunks.count()).toBe(14);
    expect((await phone.database.flatLayers.toArray()).map((row) => row.package)).toEqual([last.sha256]);
  });

  it('never steps back from real zones to demonstration ones', async () => {
    const { phone } = await scene.enrolledPhone();
    await phone.packages.load();
    const { sha256, folder } = await publish('1', 121.95);
    await phone.syncs();
    await rm(folder, { recursive: true });
    await scene.hub.shelf.open();
    await phone.updatesPackages();
    expect((await stateOf(phone)).problem).toBe('demonstration-only');
    expect((await until(phone.packages.active))?.zones[0].citation.sha256).toBe(sha256);
  });

  it('lays out anew what storage has spoilt, and fetches anew what it cannot', async () => {
    const { phone, line } = await scene.enrolledPhone();
    await phone.packages.load();
    const { sha256 } = await publish('1', 121.95);
    await phone.syncs();
    phone.close();
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const spoil = async (also: 'chunks' | null) => {
      const { database } = scene.open({ fetch: line.fetch, profile: phone.profile });
      await database.flatLayers.toCollection().modify((row: { flat: ArrayBuffer }) => {
        row.flat = new ArrayBuffer(64);
      });
      if (also)
        await database.packageChunks.toCollection().modify((row: { bytes: Bytes }) => void row.bytes.fill(1, 0, 9));
      database.close();
    };
    await spoil(null);
    const second = scene.open({ fetch: line.fetch, profile: phone.profile });
    await second.packages.load();
    await until(second.packages.active, isWith(sha256));
    second.close();
    await spoil('chunks');
    const third = scene.open({ fetch: line.fetch, profile: phone.profile });
    await third.packages.load();
    expect((await until(third.packages.active))?.zones[0].citation.id).toBe('weihai-demo-zones');
    await third.syncs();
    await third.updatesPackages();
    const active = await until(third.packages.active, isWith(sha256));
    expect(active && forestHolds(active, 121.96)).toBe(true);
  });

  it('learns of another package by the pull, and asks for the list no oftener than need be', async () => {
    const { phone, line } = await scene.enrolledPhone();
    const lists = () => line.heard.filter((request) => request.includes('/packages/current')).length;
    await phone.syncs();
    await phone.syncs();
    expect(lists()).toBe(1);
    const { sha256 } = await publish('1', 121.95);
    await announcePackages(scene.hub.database, scene.hub.clock.now(), scene.hub.shelf.current.digest);
    await phone.syncs();
    expect(lists()).toBe(2);
    expect((await phone.stores.packages.inUse())?.zones).toEqual([sha256]);
    await phone.syncs();
    expect(lists()).toBe(2);
  });

  it('takes a rulebook that is placed at the hub, and none that was altered on the way', async () => {
    const { phone, line } = await scene.enrolledPhone();
    await phone.packages.load();
    const builtIn = (await until(phone.packages.active))?.rulebooks[0];
    const { sha256 } = await publish('1', 121.95);
    await placeRulebook('90');
    line.meddle = async ({ path, response }) => {
      if (!path.includes('/documents/')) return response;
      return new Response((await response.text()).replace('护林', '护松').replace('森林', '深林'), { status: 200 });
    };
    await phone.updatesPackages();
    expect((await stateOf(phone)).problem).toBe('altered');
    line.meddle = async ({ response }) => response;
    await phone.updatesPackages();
    const active = await until(phone.packages.active, isWith(sha256));
    expect(active?.rulebooks[0].citation).toMatchObject({ id: builtIn?.citation.id, version: '90' });
    expect(active?.rulebooks[0].rulebook.title).toEqual(builtIn?.rulebook.title);
  });

  it('says that there is no room, keeps what it has, and goes on where it stopped once there is', async () => {
    const { phone, line } = await scene.enrolledPhone();
    await phone.packages.load();
    const old = await publish('1', 121.95);
    await phone.syncs();
    const { sha256 } = await publish('2', 122.05);
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...given) {
      if (this.name === 'packageChunks' && chunksAsked(line.heard).length > 10)
        throw new DOMException('full', 'QuotaExceededError');
      return realPut.apply(this, given);
    });
    await phone.updatesPackages();
    expect((await stateOf(phone)).problem).toBe('storage');
    expect((await until(phone.packages.active))?.zones[0].citation.sha256).toBe(old.sha256);
    put.mockRestore();
    const before = chunksAsked(line.heard).length;
    await phone.updatesPackages();
    await until(phone.packages.active, isWith(sha256));
    expect(chunksAsked(line.heard).length - before).toBeLessThan(7);
  });

  it('holds up no record while it downloads', async () => {
    const { phone, line, chain } = await scene.enrolledPhone();
    await publish('1', 121.95);
    await records(phone, 1);
    line.meddle = async ({ path, response }) => {
      if (path.includes('/chunks/')) throw new TypeError('no chunk ever comes');
      return response;
    };
    await phone.syncs();
    expect(await scene.hubRows(chain)).toHaveLength(1);
  });
});
