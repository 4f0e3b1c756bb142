import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FeatureCollection } from 'geojson';
import * as v from 'valibot';
import { layOutEdges } from '../../domain/geo/lay-out-edges.ts';
import { openEdgeIndex } from '../../domain/geo/open-edge-index.ts';
import type { Rulebook } from '../../domain/rulebook/rulebook.ts';
import type { ZoneSet } from '../../domain/zone/zone-set.ts';
import { zoneSetOf } from '../../domain/zone/zone-set-of.ts';
import type { CurrentPackage } from '../../protocol/current-packages.ts';
import { zoneManifestSchema } from '../../protocol/package.ts';
import { manifestOfDocument } from '../../protocol/package-files.ts';
import { readRulebook } from '../../protocol/rulebook.ts';
import type { PackageFile } from '../../protocol/zone-package.ts';
import type { PackageShelf } from '../distribution/package-shelf.ts';

type Shelf = Pick<PackageShelf, 'current' | 'document' | 'chunk'>;

/** The documents every phone should judge by, opened for judging here by the same code. */
export interface CurrentDocuments {
  /** Of the list that names them. */
  readonly digest: string;
  readonly rulebooks: readonly Rulebook[];
  readonly zones: readonly ZoneSet[];
}

/** Opens what is current now. Rejects when a file has gone or changed since the shelf found it sound. */
export async function openCurrent(shelf: Shelf, builtInFolder: string): Promise<CurrentDocuments> {
  const { digest, rulebooks, zones } = shelf.current;
  const books = await Promise.all(rulebooks.map(async (one) => readRulebook(JSON.parse(await textOf(shelf, one)))));
  const sets = await Promise.all(zones.map((one) => openZones(shelf, one, builtInFolder)));
  return { digest, rulebooks: books, zones: sets };
}

async function textOf(shelf: Shelf, { id, version, sha256 }: CurrentPackage): Promise<string> {
  const served = await shelf.document(sha256, false);
  if (!served) throw new Error(`${id}/${version} is current and not on the shelf`);
  return new TextDecoder().decode(served.bytes);
}

/** Packages that are built in are GeoJSON, those placed are packed edges. */
async function openZones(shelf: Shelf, named: CurrentPackage, builtInFolder: string): Promise<ZoneSet> {
  const text = await textOf(shelf, named);
  const builtIn = v.safeParse(v.pipe(v.string(), v.parseJson(), zoneManifestSchema), text);
  if (builtIn.success) return openBuiltIn(builtIn.output, join(builtInFolder, named.id, named.version));
  const { bounds, layers } = manifestOfDocument(text);
  const opened = await Promise.all(
    layers.map(async ({ layer, edges }) => [layer, openEdgeIndex(layOutEdges(await bytesOf(shelf, edges)))] as const),
  );
  return { bounds, layers: Object.fromEntries(opened) };
}

async function openBuiltIn(
  { files, bounds }: v.InferOutput<typeof zoneManifestSchema>,
  folder: string,
): Promise<ZoneSet> {
  const layer = async (role: 'forest' | 'residential'): Promise<FeatureCollection> => {
    const file = files.find((one) => one.role === role);
    if (!file) throw new Error(`${folder} has no ${role}`);
    return JSON.parse(await readFile(join(folder, file.path), 'utf8')) as FeatureCollection;
  };
  return zoneSetOf(await layer('forest'), await layer('residential'), bounds);
}

async function bytesOf(shelf: Shelf, { path, bytes, chunks }: PackageFile): Promise<Uint8Array> {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const sha256 of chunks) {
    const served = await shelf.chunk(sha256, false);
    if (!served) throw new Error(`a chunk of ${path} is not on the shelf`);
    whole.set(served.bytes, at);
    at += served.bytes.length;
  }
  return whole;
}
