import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { announcePackages } from '../../../src/hub/distribution/announce-packages.ts';
import type { PackageShelf } from '../../../src/hub/distribution/package-shelf.ts';
import { type Bytes, sha256Hex } from '../../../src/protocol/bytes.ts';
import {
  type CurrentPackages,
  currentPackagesSchema,
  packageChangeSchema,
  packagePaths,
} from '../../../src/protocol/current-packages.ts';
import { readSignedPackage } from '../../../src/protocol/read-signed-package.ts';
import { importVerifyKey, isSignedBy, requestText, type Signed } from '../../../src/protocol/signed.ts';
import { chunkBytes } from '../../../src/protocol/zone-package.ts';
import { aHub, type HubUnderTest, shelfOf } from '../../support/hub-under-test.ts';
import { asRanger, type Persona } from '../../support/personas.ts';
import { placeZonePackage } from '../../support/place-zone-package.ts';

const nonce = 'nonce-of-the-test-0001';
const noise = (length: number): Bytes => new Uint8Array(randomBytes(length));
const flat = (length: number): Bytes => new Uint8Array(length).fill(7);
const someContent = { edges: { forest: flat(chunkBytes + 10), residential: flat(99) }, drawing: noise(3_000) };

let root: string;
let hub: HubUnderTest;
let other: HubUnderTest;
let ranger: Persona;
const bad: string[] = [];
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'hulin-shelf-'));
  [hub, other] = [await aHub({}, root), await aHub()];
  ranger = await (await asRanger(hub)).signIn();
});
beforeEach(() => {
  bad.length = 0;
});
afterEach(async () => {
  for (const name of await readdir(root)) await rm(join(root, name), { recursive: true });
});
afterAll(async () => {
  await hub.close();
  await other.close();
  await rm(root, { recursive: true });
});

async function currentAsSaid(): Promise<CurrentPackages> {
  const signed = (await ranger.ask('GET', packagePaths.current(nonce))).json<Signed>();
  return v.parse(currentPackagesSchema, JSON.parse(signed.raw));
}

/** Looks as the hub does at its start, writing down what is bad. */
async function lookedAt(): Promise<PackageShelf> {
  const onBad = (folder: string, because: string) => bad.push(`${folder.slice(root.length + 1)}: ${because}`);
  const shelf = shelfOf(hub, root, { onBad });
  await shelf.open();
  return shelf;
}

describe('the list of current packages', () => {
  it('names the built-in ones while none is placed, signed for this very request', async () => {
    await hub.shelf.open();
    const path = packagePaths.current(nonce);
    const signed = (await ranger.ask('GET', path)).json<Signed>();
    const certificate = hub.keys.certificates.map(({ raw }) => JSON.parse(raw)).find(({ kid }) => kid === signed.kid);
    expect(await isSignedBy('package', signed, await importVerifyKey(certificate.jwk))).toBe(true);
    const says = v.parse(currentPackagesSchema, JSON.parse(signed.raw));
    expect(says.request).toBe(await sha256Hex(await requestText('GET', path, nonce, new Uint8Array())));
    expect(says.time).toBe(hub.clock.now());
    const index = JSON.parse(await readFile('public/packages/index.json', 'utf8'));
    expect(says.zones.map(({ sha256 }) => sha256)).toEqual([index.zones.sha256]);
  });

  it('names a placed zone package in the demonstration’s stead, of one id the one written last, or the chosen one', async () => {
    const [second, tenth] = [
      await placeZonePackage(root, hub.keys, { ...someContent, version: '2' }),
      await placeZonePackage(root, hub.keys, { ...someContent, version: '10' }),
    ];
    const write = (folder: string, at: number) => utimes(join(folder, 'package.json'), at, at);
    await Promise.all([second, tenth].map(({ folder }) => write(folder, 1_700_000_000)));
    await hub.shelf.open();
    expect((await currentAsSaid()).zones).toMatchObject([{ version: '10' }]);
    await write(second.folder, 1_700_000_001);
    await hub.shelf.open();
    expect((await currentAsSaid()).zones).toMatchObject([{ version: '2' }]);
    await write(tenth.folder, 1_700_000_002);
    await hub.shelf.open();
    expect((await currentAsSaid()).zones).toMatchObject([
      { id: 'weihai-forests', version: '10', sha256: tenth.sha256 },
    ]);
    await writeFile(join(root, 'weihai-forests', 'current'), '2\n');
    await hub.shelf.open();
    const [zones] = (await currentAsSaid()).zones;
    const document = await readFile(join(second.folder, 'package.json'));
    expect(zones).toMatchObject({ version: '2', sha256: second.sha256 });
    expect(zones?.bytes).toBe(document.length + chunkBytes + 10 + 99 + 3_000);
  });

  it('is for people with a session', async () => {
    for (const path of [packagePaths.current(nonce), packagePaths.chunk('a'.repeat(64))]) {
      expect((await hub.app.inject(path)).statusCode).toBe(401);
    }
  });

  it('is announced once for each change of it', async () => {
    const rows = () =>
      hub.database.query<{ body: object }>("select body from change where entity = 'package' order by n");
    const before = (await rows()).length;
    const shelf = shelfOf(hub, root, { onCurrent: (digest) => announcePackages(hub.database, 1, digest) });
    await shelf.open();
    await shelf.open();
    expect(await rows()).toHaveLength(before + 1);
    await placeZonePackage(root, hub.keys, someContent);
    await shelf.open();
    const after = await rows();
    expect(after).toHaveLength(before + 2);
    const pulled = (await ranger.pull('')).changes.filter(({ entity }) => entity === 'package');
    expect(v.parse(packageChangeSchema, pulled.at(-1)?.body)).toEqual(after.at(-1)?.body);
    await hub.shelf.open();
    expect(after.at(-1)?.body).toEqual({ digest: (await currentAsSaid()).digest });
    const again = shelfOf(hub, root, { onCurrent: (digest) => announcePackages(hub.database, 1, digest) });
    await again.open();
    expect(await rows()).toHaveLength(before + 2);
  });
});

describe('a placed package', () => {
  it('is fetched whole by hashes: its document, and every chunk of every file', async () => {
    const { manifest, sha256 } = await placeZonePackage(root, hub.keys, someContent);
    await hub.shelf.open();
    const document = await ranger.ask('GET', packagePaths.document(sha256));
    const read = await readSignedPackage(document.body, hub.keys.identityKid);
    expect(read).toEqual({ ok: true, manifest, sha256 });
    for (const { chunks, bytes } of [...manifest.layers.map(({ edges }) => edges), manifest.drawing]) {
      const pieces = await Promise.all(chunks.map((chunk) => ranger.ask('GET', packagePaths.chunk(chunk))));
      for (const [place, piece] of pieces.entries()) {
        expect(await sha256Hex(new Uint8Array(piece.rawPayload))).toBe(chunks[place]);
        expect(piece.headers['cache-control']).toBe('private, max-age=31536000, immutable');
      }
      expect(pieces.reduce((sum, { rawPayload }) => sum + rawPayload.length, 0)).toBe(bytes);
    }
    expect((await ranger.ask('GET', packagePaths.chunk('a'.repeat(64)))).json()).toMatchObject({ code: 'not-found' });
    expect((await ranger.ask('GET', packagePaths.chunk('../../nowhere'))).statusCode).toBe(404);
  });

  it('travels brotli-encoded to whoever takes it, where that gains something, pressed once', async () => {
    const { manifest } = await placeZonePackage(root, hub.keys, someContent);
    await hub.shelf.open();
    const [flatChunk, noisy] = [manifest.layers[0]?.edges.chunks[0] ?? '', manifest.drawing.chunks[0] ?? ''];
    hub.shelf.watch();
    await expect.poll(() => readdir(join(root, '.brotli'))).toHaveLength(7);
    const ask = (chunk: string, accept: string) =>
      ranger.ask('GET', packagePaths.chunk(chunk), undefined, { 'accept-encoding': accept });
    const pressed = await ask(flatChunk, 'gzip, br');
    expect(pressed.headers).toMatchObject({ 'content-encoding': 'br', vary: 'accept-encoding' });
    expect(pressed.rawPayload.length).toBeLessThan(200);
    expect(await sha256Hex(new Uint8Array(brotliDecompressSync(pressed.rawPayload)))).toBe(flatChunk);
    for (const [chunk, accept] of [
      [flatChunk, 'gzip'],
      [flatChunk, 'br;q=0, gzip'],
      [noisy, 'br'],
    ] as const) {
      const plain = await ask(chunk, accept);
      expect(plain.headers['content-encoding'], accept).toBeUndefined();
      expect(await sha256Hex(new Uint8Array(plain.rawPayload))).toBe(chunk);
    }
    await hub.shelf.close();
  });

  it('is named with its fault and not served when anything in it is not what the hub signed; the others go on', async () => {
    const good = await placeZonePackage(root, hub.keys, { ...someContent, id: 'good' });
    const place = (id: string, keys = hub.keys) =>
      placeZonePackage(root, keys, { ...someContent, id, edges: { forest: noise(900) } });
    const altered = await place('altered');
    const edges = join(altered.folder, 'forest.edges');
    const bytes = await readFile(edges);
    bytes[450]! ^= 1;
    await writeFile(edges, bytes);
    await appendFile(join((await place('longer')).folder, 'zones.pmtiles'), 'x');
    await rm(join((await place('lacking')).folder, 'zones.pmtiles'));
    await place('foreign', other.keys);
    const forged = join((await place('forged')).folder, 'package.json');
    await writeFile(forged, (await readFile(forged, 'utf8')).replace('EPSG:4490', 'EPSG:4491'));
    await writeFile(join((await place('torn')).folder, 'package.json'), '{"v":1,');
    const renamed = await place('renamed');
    await mkdir(join(root, 'other-name', '1'), { recursive: true });
    await writeFile(
      join(root, 'other-name', '1', 'package.json'),
      await readFile(join(renamed.folder, 'package.json')),
    );
    await mkdir(join(root, 'empty', '1'), { recursive: true });

    const shelf = await lookedAt();

    expect(bad.toSorted()).toEqual([
      'altered/1: forest.edges: chunk 0 is not what the manifest says',
      'empty/1: neither package.json nor rulebook.json is in it',
      'foreign/1: its keys are not those of this hub',
      'forged/1: the signature of its manifest is wrong',
      'lacking/1: zones.pmtiles: is missing',
      'longer/1: zones.pmtiles: has another size than the manifest says',
      'other-name/1: it calls itself renamed/1',
      'torn/1: package.json: JSON expected',
    ]);
    expect(shelf.current.zones.map(({ id }) => id)).toEqual(['good', 'renamed']);
    expect(await shelf.document(good.sha256, false)).not.toBeNull();
    expect(await shelf.document(altered.sha256, false)).toBeNull();
    expect(await shelf.chunk(altered.manifest.layers[0]?.edges.chunks[0] ?? '', false)).toBeNull();
  });
});

describe('a hub that runs', () => {
  it('takes up a package placed later, once it is no longer being written, and checks one that changes anew', async () => {
    const onBad = (_folder: string, because: string) => bad.push(because);
    const shelf = shelfOf(hub, root, { onBad });
    await shelf.open();
    const { folder } = await placeZonePackage(root, hub.keys, someContent);
    await shelf.look();
    expect(shelf.current.zones.map(({ id }) => id)).toEqual(['weihai-demo-zones']);
    await shelf.look();
    expect(shelf.current.zones.map(({ id }) => id)).toEqual(['weihai-forests']);
    await appendFile(join(folder, 'forest.edges'), 'x');
    await shelf.look();
    await shelf.look();
    await shelf.look();
    expect(shelf.current.zones.map(({ id }) => id)).toEqual(['weihai-demo-zones']);
    expect(bad).toHaveLength(1);
  });
});
