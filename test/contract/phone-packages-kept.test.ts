import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { announcePackages } from '../../src/hub/distribution/announce-packages.ts';
import type { Bytes } from '../../src/protocol/bytes.ts';
import { aFix } from '../support/builders.ts';
import { chunksAsked, forestHolds, isWith, PackageScene, updateStateOf } from '../support/package-scene.ts';
import { judged, records, until } from '../support/phone.ts';

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

const realPut = IDBObjectStore.prototype.put;

describe('what a phone keeps of packages', () => {
  it('keeps an old package that a record of this phone cites, and lets go of one that none does', async () => {
    const { phone } = await scene.phones.enrolledPhone();
    await phone.packages.load();
    const first = await scene.publish('1', 121.95);
    await phone.syncs();
    const active = await until(phone.packages.active, isWith(first.sha256));
    const draft = await phone.drafts.open();
    await phone.drafts.save({ ...draft, act: 'smoking', fix: aFix() });
    const citation = active?.zones[0].citation;
    if (!citation) throw new Error('nothing in use');
    expect(await phone.drafts.finalise(draft.id, { ...judged, zones: citation })).toMatchObject({ ok: true });
    const next = await scene.publish('2', 122.05);
    await phone.updatesPackages();
    const last = await scene.publish('3', 122.1);
    await phone.updatesPackages();
    await until(phone.packages.active, isWith(last.sha256));
    const kept = (await phone.database.packages.toArray()).map(({ sha256 }) => sha256);
    expect(kept.toSorted()).toEqual([first.sha256, last.sha256].toSorted());
    expect(kept).not.toContain(next.sha256);
    expect(await phone.database.packageChunks.count()).toBe(14);
    expect((await phone.database.flatLayers.toArray()).map((row) => row.package)).toEqual([last.sha256]);
  });

  it('never steps back from real zones to demonstration ones', async () => {
    const { phone } = await scene.phones.enrolledPhone();
    await phone.packages.load();
    const { sha256, folder } = await scene.publish('1', 121.95);
    await phone.syncs();
    await rm(folder, { recursive: true });
    await scene.phones.hub.shelf.open();
    await phone.updatesPackages();
    expect((await updateStateOf(phone)).problem).toBe('demonstration-only');
    expect((await until(phone.packages.active))?.zones[0].citation.sha256).toBe(sha256);
  });

  it('lays out anew what storage has spoilt, and fetches anew what it cannot', async () => {
    const { phone, line } = await scene.phones.enrolledPhone();
    await phone.packages.load();
    const { sha256 } = await scene.publish('1', 121.95);
    await phone.syncs();
    phone.close();
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const spoil = async (also: 'chunks' | null) => {
      const { database } = scene.phones.open({ fetch: line.fetch, profile: phone.profile });
      await database.flatLayers.toCollection().modify((row: { flat: ArrayBuffer }) => {
        row.flat = new ArrayBuffer(64);
      });
      if (also)
        await database.packageChunks.toCollection().modify((row: { bytes: Bytes }) => void row.bytes.fill(1, 0, 9));
      database.close();
    };
    await spoil(null);
    const second = scene.phones.open({ fetch: line.fetch, profile: phone.profile });
    await second.packages.load();
    await until(second.packages.active, isWith(sha256));
    second.close();
    await spoil('chunks');
    const third = scene.phones.open({ fetch: line.fetch, profile: phone.profile });
    await third.packages.load();
    expect((await until(third.packages.active))?.zones[0].citation.id).toBe('weihai-demo-zones');
    await third.syncs();
    await third.updatesPackages();
    const active = await until(third.packages.active, isWith(sha256));
    expect(active && forestHolds(active, 121.96)).toBe(true);
  });

  it('tells edges of a newer form from edges that are wrong in themselves, and goes on with what it has', async () => {
    const { phone } = await scene.phones.enrolledPhone();
    await phone.packages.load();
    const { sha256 } = await scene.publish('1', 121.95);
    await phone.syncs();
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const changed = (at: number) => (forest: Bytes) => forest.map((byte, place) => (place === at ? byte ^ 3 : byte));
    await scene.publish('2', 122.05, changed(4));
    await phone.updatesPackages();
    expect((await updateStateOf(phone)).problem).toBe('app-too-old');
    await scene.publish('3', 122.05, changed(20));
    await phone.updatesPackages();
    expect((await updateStateOf(phone)).problem).toBe('unusable');
    expect((await until(phone.packages.active))?.zones[0].citation.sha256).toBe(sha256);
  });

  it('blames no package when its worker fails', async () => {
    const { phone, line } = await scene.phones.enrolledPhone();
    phone.close();
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const layOut = () => Promise.reject(new Error('the worker failed'));
    const later = scene.phones.open({ fetch: line.fetch, profile: phone.profile, layOut });
    await later.packages.load();
    await scene.publish('1', 121.95);
    await later.updatesPackages();
    expect((await updateStateOf(later)).problem).toBe('storage');
  });

  it('lays out anew what an app before this one laid out in another form', async () => {
    const { phone, line } = await scene.phones.enrolledPhone();
    await phone.packages.load();
    const { sha256 } = await scene.publish('1', 121.95);
    await phone.syncs();
    const firstWord = async () => {
      const [row] = await phone.database.flatLayers.toArray();
      return new TextDecoder().decode((row?.flat ?? new ArrayBuffer()).slice(0, 4));
    };
    const form = await firstWord();
    await phone.database.flatLayers.toCollection().modify((row: { flat: ArrayBuffer }) => {
      const before = row.flat.slice(0);
      new Uint8Array(before).set(new TextEncoder().encode('HLE1'));
      row.flat = before;
    });
    expect(await firstWord()).toBe('HLE1');
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    line.isDown = true;
    const later = scene.phones.open({ fetch: line.fetch, profile: phone.profile });
    await later.packages.load();
    const active = await until(later.packages.active, isWith(sha256));
    expect(active && forestHolds(active, 121.96)).toBe(true);
    expect(await firstWord()).toBe(form);
  });

  it('learns of another package by the pull, and asks for the list no oftener than need be', async () => {
    const { phone, line } = await scene.phones.enrolledPhone();
    const lists = () => line.heard.filter((request) => request.includes('/packages/current')).length;
    await phone.syncs();
    await phone.syncs();
    expect(lists()).toBe(1);
    const { sha256 } = await scene.publish('1', 121.95);
    await announcePackages(
      scene.phones.hub.database,
      scene.phones.hub.clock.now(),
      scene.phones.hub.shelf.current.digest,
    );
    await phone.syncs();
    expect(lists()).toBe(2);
    expect((await phone.stores.packages.inUse())?.zones).toEqual([sha256]);
    await phone.syncs();
    expect(lists()).toBe(2);
  });

  it('takes a rulebook that is placed at the hub, and none that was altered on the way', async () => {
    const { phone, line } = await scene.phones.enrolledPhone();
    await phone.packages.load();
    const builtIn = (await until(phone.packages.active))?.rulebooks[0];
    const { sha256 } = await scene.publish('1', 121.95);
    await scene.placeRulebook('90');
    line.meddle = async ({ path, response }) => {
      if (!path.includes('/documents/')) return response;
      return new Response((await response.text()).replace('护林', '护松').replace('森林', '深林'), { status: 200 });
    };
    await phone.updatesPackages();
    expect((await updateStateOf(phone)).problem).toBe('altered');
    line.meddle = async ({ response }) => response;
    await phone.updatesPackages();
    const active = await until(phone.packages.active, isWith(sha256));
    expect(active?.rulebooks[0].citation).toMatchObject({ id: builtIn?.citation.id, version: '90' });
    expect(active?.rulebooks[0].rulebook.title).toEqual(builtIn?.rulebook.title);
  });

  it('says that there is no room, keeps what it has, and goes on where it stopped once there is', async () => {
    const { phone, line } = await scene.phones.enrolledPhone();
    await phone.packages.load();
    const old = await scene.publish('1', 121.95);
    await phone.syncs();
    const { sha256 } = await scene.publish('2', 122.05);
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...given) {
      if (this.name === 'packageChunks' && chunksAsked(line.heard).length > 10)
        throw new DOMException('full', 'QuotaExceededError');
      return realPut.apply(this, given);
    });
    await phone.updatesPackages();
    expect((await updateStateOf(phone)).problem).toBe('storage');
    expect((await until(phone.packages.active))?.zones[0].citation.sha256).toBe(old.sha256);
    put.mockRestore();
    const before = chunksAsked(line.heard).length;
    await phone.updatesPackages();
    await until(phone.packages.active, isWith(sha256));
    expect(chunksAsked(line.heard).length - before).toBeLessThan(7);
  });

  it('holds up no record while it downloads', async () => {
    const { phone, line, chain } = await scene.phones.enrolledPhone();
    await scene.publish('1', 121.95);
    await records(phone, 1);
    line.meddle = async ({ path, response }) => {
      if (path.includes('/chunks/')) throw new TypeError('no chunk ever comes');
      return response;
    };
    await phone.syncs();
    expect(await scene.phones.hubRows(chain)).toHaveLength(1);
  });
});
