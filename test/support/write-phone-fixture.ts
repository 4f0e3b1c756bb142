import 'fake-indexeddb/auto';
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { forgetErased } from '../../src/app/storage/forget-erased.ts';
import { encodeEdges } from '../../src/domain/geo/encode-edges.ts';
import { closeChain } from '../../src/hub/custody/close-chain.ts';
import { utf8 } from '../../src/protocol/bytes.ts';
import { aBox } from './builders.ts';
import { dumpDatabase } from './dump-database.ts';
import { draftAsOlder, setOlderPin } from './older-lock.ts';
import { PackageScene } from './package-scene.ts';
import { drafts, type Phone, records } from './phone.ts';
import { fixtureOldPin, fixturePin } from './phone-fixture.ts';
import type { EnrolledPhone } from './phone-scene.ts';
import { placeZonePackage } from './place-zone-package.ts';
import { liveThrough } from './sample-life.ts';
import { colleague, grantOf, joins } from './shared-phone.ts';

/**
 * Writes the fixture of the phone's newest database version: what a phone holds after a life with everything in it, and the
 * throw-away keys that no dump can hold. Run it once for each new version, before it is released:
 * `npx vitest run --config test/fixture.config.ts phone`. A released fixture is never written again.
 */
let scene: PackageScene;
beforeAll(async () => {
  keepKeysReadable();
  scene = await PackageScene.begin();
});
afterAll(() => scene.end());

it('writes the fixture', { timeout: 120_000 }, async () => {
  const { hub } = scene.phones;
  await liveThrough(hub);
  const edges = { forest: new Uint8Array(encodeEdges([aBox(122, 37.2, 122.02, 37.22)])) };
  await placeZonePackage(scene.root, hub.keys, { edges, drawing: utf8(`PMTiles${'.'.repeat(500)}`) });
  await hub.shelf.open();
  const mine = await scene.phones.enrolledPhone('ranger', { wallNow: () => hub.clock.now() });
  await mine.phone.packages.load();
  await mine.phone.syncs();
  await mine.phone.updatesPackages();
  await isRefusedAndGoesOver(mine);
  await carriesForAnother(mine.phone);
  await records(mine.phone, 2);
  await mine.phone.syncs();
  await mine.phone.syncs();
  await hearsMuchAtOnce(mine.phone);
  mine.line.isDown = true;
  await keepsWhatWaits(mine.phone);
  const dump = await dumpDatabase(mine.phone.database);
  const place = `test/fixtures/phone-database-v${dump.version}.json`;
  await writeFile(place, `${JSON.stringify({ keys: await keysOf(mine.phone), dump })}\n`);
  const empty = Object.entries(dump.rows).filter(([, rows]) => rows.length === 0);
  expect(empty.map(([table]) => table)).toEqual(['shadow', 'situation']); // a desk has the one, a pull under way the other
});

/** The hub refuses one of two records, command closes the chain, the phone goes on with another. */
async function isRefusedAndGoesOver({ phone, line, chain }: EnrolledPhone): Promise<void> {
  line.isDown = true;
  await records(phone, 0);
  await records(phone, 1);
  await phone.database.events.update([chain, 1], { sig: 'A'.repeat(86) });
  line.isDown = false;
  await phone.syncs();
  const { database, keys, clock } = scene.phones.hub;
  await closeChain({ database, keys, clock }, chain, '01940000-0000-7000-8000-000000000001');
  await phone.syncs();
}

/** One record that reached the hub by this phone, with its receipt to take back, and one that did not yet. */
async function carriesForAnother(phone: Phone): Promise<void> {
  const author = await scene.phones.enrolledPhone();
  author.line.isDown = true;
  for (const photos of [1, 0]) {
    await records(author.phone, photos);
    const bundle = await author.phone.courier.exportQueue();
    if (!bundle) throw new Error('nothing to carry');
    await phone.courier.take(bundle.file);
    if (photos > 0) await phone.syncs();
  }
}

/** Fifty events of another chain in one page of a pull, and twenty receipts in one answer. */
async function hearsMuchAtOnce({ database, stores }: Phone): Promise<void> {
  const [told] = await stores.pulled.read('event');
  const [receipt] = await database.receipts.toArray();
  const head = (await database.hubHeads.toArray())[0];
  const asked = await stores.pulled.cursor();
  if (!told || !receipt || !head || !asked) throw new Error('nothing was heard');
  const chain = '01940000-0000-7000-8000-00000000000b';
  const seqs = Array.from({ length: 50 }, (_, index) => index + 1);
  const rows = seqs.map((seq) => ({ ...told, key: `${chain}/${seq}`, n: 1_000_000 + seq }));
  const page = { rows, cursor: asked.cursor, restarted: false, more: true, time: 1, verified: [] };
  await stores.pulled.applyPage(asked, page, forgetErased);
  const receipts = seqs.slice(0, 20).map((seq) => ({ ...receipt, chain, seq, verifiedAt: null }));
  await stores.outbox.settle({ head, missing: [] }, receipts);
}

/**
 * A record not sent, a position, a setting; a draft that nobody signed behind the one PIN of before, which the second person of the phone
 * still stands behind, and a draft of the first one's behind his own.
 */
async function keepsWhatWaits(phone: Phone): Promise<void> {
  await records(phone, 1);
  const first = await grantOf(phone);
  await joins(phone, colleague(first, 'a', '李巡山'));
  await phone.people.goOnDuty(first.id);
  const happenedAt = 1_768_440_000_000;
  const texts = { name: '', idNumber: '', phone: '', plate: '', note: '不知谁写的' };
  await draftAsOlder(phone.database, { v: 1, act: 'crop-burning', party: 'person', ...texts, fix: null, happenedAt });
  await setOlderPin(phone.database, fixtureOldPin);
  await phone.lock.unlock(fixtureOldPin);
  await drafts(phone, 1);
  await phone.stores.settings.put('share-positions', false);
  await phone.stores.positions.put({ takenAt: happenedAt, lon: 122.01, lat: 37.21, accuracyMeters: 8 });
  const set = await phone.lock.setPin(fixturePin);
  if (!set.ok) throw new Error(set.because);
  await phone.lock.lock();
}

/** From now on every key that is made to stay inside can be exported, by whoever writes a fixture. */
function keepKeysReadable(): void {
  const { subtle } = crypto;
  const generate = subtle.generateKey.bind(subtle) as (...given: unknown[]) => Promise<CryptoKey | CryptoKeyPair>;
  Object.assign(subtle, {
    generateKey: (algorithm: unknown, _extractable: boolean, usages: unknown) => generate(algorithm, true, usages),
  });
}

/** Those a locked phone keeps: its own, and the secret of its lock. */
async function keysOf({ database }: Phone): Promise<Record<string, JsonWebKey>> {
  const rows = [(await database.profile.toArray())[0]?.privateKey, (await database.lock.toArray())[0]?.secret];
  const keys = rows.filter((key) => key !== undefined);
  const jwks = keys.map(async (key) => [key.algorithm.name, await crypto.subtle.exportKey('jwk', key)] as const);
  return Object.fromEntries(await Promise.all(jwks));
}
