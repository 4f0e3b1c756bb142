import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActivePackages, PackageUpdateState } from '../../src/app/package-ports.ts';
import { encodeEdges } from '../../src/domain/geo/encode-edges.ts';
import { isInside } from '../../src/domain/geo/is-inside.ts';
import type { Bytes } from '../../src/protocol/bytes.ts';
import { chunkBytes } from '../../src/protocol/zone-package.ts';
import { aBox } from './builders.ts';
import { type Phone, until } from './phone.ts';
import { PhoneScene } from './phone-scene.ts';
import { type PackageContent, type PlacedPackage, placeZonePackage } from './place-zone-package.ts';

/** A package of one document and seven chunks: one of edges, six of its drawing. */
const content = (version: string, forest: Bytes): PackageContent => {
  return { version, edges: { forest }, drawing: new Uint8Array(randomBytes(5 * chunkBytes + 100)) };
};

/** Phones and a hub in this process that serves what is placed in a folder. */
export class PackageScene {
  readonly phones: PhoneScene;
  readonly root: string;

  private constructor(phones: PhoneScene, root: string) {
    this.phones = phones;
    this.root = root;
  }

  static async begin(): Promise<PackageScene> {
    const root = await mkdtemp(join(tmpdir(), 'hulin-placed-'));
    return new PackageScene(await PhoneScene.begin(root), root);
  }

  /** Places a zone package (a forest of 0.02° from this meridian on) at the hub, which looks at once. */
  async publish(version: string, west: number, change = (forest: Bytes) => forest): Promise<PlacedPackage> {
    const forest = change(new Uint8Array(encodeEdges([aBox(west, 37.2, west + 0.02, 37.22)])));
    const placed = await placeZonePackage(this.root, this.phones.hub.keys, content(version, forest));
    await this.phones.hub.shelf.open();
    return placed;
  }

  /** Places the built-in notice in another version. */
  async placeRulebook(version: string): Promise<void> {
    const index = JSON.parse(await readFile('public/packages/index.json', 'utf8')) as { rulebook: { path: string } };
    const text = await readFile(join('public/packages', index.rulebook.path), 'utf8');
    const rulebook = { ...(JSON.parse(text) as { id: string }), version };
    const folder = join(this.root, rulebook.id, version);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'rulebook.json'), JSON.stringify(rulebook));
    await this.phones.hub.shelf.open();
  }

  /** Closes the phones and takes every package away. */
  async clear(): Promise<void> {
    this.phones.closePhones();
    for (const name of await readdir(this.root)) await rm(join(this.root, name), { recursive: true });
  }

  async end(): Promise<void> {
    await this.phones.end();
    await rm(this.root, { recursive: true });
  }
}

export const updateStateOf = (phone: Phone): Promise<PackageUpdateState> => until(phone.packageUpdates.state);

/** Whether these packages judge by the zones of this manifest. */
export const isWith =
  (sha256: string) =>
  (active: ActivePackages | null): boolean =>
    active?.zones[0].citation.sha256 === sha256;

export const chunksAsked = (heard: readonly string[]): string[] =>
  heard.filter((request) => request.includes('/packages/chunks/'));

/** Whether the forest in use holds the point at 37.21° N. */
export function forestHolds({ zones }: ActivePackages, lon: number): boolean {
  const { forest } = zones[0].zones.layers;
  return forest !== undefined && isInside(forest, lon, 37.21);
}
