import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { EdgeIndex } from '../../../domain/geo/edge-index.ts';
import { layOutEdges } from '../../../domain/geo/lay-out-edges.ts';
import { openEdgeIndex } from '../../../domain/geo/open-edge-index.ts';
import type { ZoneLayer } from '../../../domain/shared/codes.ts';
import { hasRightChunks, packageFiles } from '../../../protocol/package-files.ts';
import { readSignedPackage } from '../../../protocol/read-signed-package.ts';
import { thumbprint } from '../../../protocol/signed.ts';
import { type PackageFile, signedPackageSchema, type ZonePackage } from '../../../protocol/zone-package.ts';
import { StartProblem } from '../../start-problem.ts';
import { hasCode, readIfThere } from '../../store/file.ts';
import { describeFile } from './describe-file.ts';

/** The folders of packages at a path: the folder itself, or those a builder put below it (`<id>/<version>`). Throws a `StartProblem` when there is none. */
export async function packageFoldersAt(path: string): Promise<string[]> {
  if ((await readIfThere(join(path, 'package.json'))) !== null) return [path];
  const below = [...(await foldersIn(path)), ...(await Promise.all((await foldersIn(path)).map(foldersIn))).flat()];
  const found: string[] = [];
  for (const folder of below) if ((await readIfThere(join(folder, 'package.json'))) !== null) found.push(folder);
  if (found.length === 0) throw new StartProblem(`there is no zone package in ${path}`);
  return found;
}

async function foldersIn(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
    return folders.map(({ name }) => join(path, name)).toSorted();
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return [];
    throw error;
  }
}

/** A package whose signature and files are what they should be, or everything that is wrong with it. */
export type OpenedPackage =
  | {
      readonly kind: 'whole';
      readonly manifest: ZonePackage;
      /** What records cite. */
      readonly sha256: string;
      /** Thumbprint of the hub that signed it. */
      readonly hub: string;
      readonly layers: ReadonlyMap<ZoneLayer, EdgeIndex>;
      readonly archive: Uint8Array;
    }
  | { readonly kind: 'tampered'; readonly faults: readonly string[] }
  | { readonly kind: 'unreadable'; readonly because: string };

/** Opens a package and checks it: signature (by the hub of this thumbprint, or by the one it names itself), each file, each chunk, and that the edges make sense. */
export async function openPackage(folder: string, pinned: string | null): Promise<OpenedPackage> {
  const text = await readIfThere(join(folder, 'package.json'));
  const file = v.safeParse(v.pipe(v.string(), v.parseJson(), signedPackageSchema), text);
  if (text === null || !file.success) return { kind: 'unreadable', because: 'package.json is no signed manifest' };
  const hub = pinned ?? (await thumbprint(file.output.keys.identity));
  const read = await readSignedPackage(text, hub);
  if (!read.ok)
    return read.because === 'unreadable'
      ? { kind: 'unreadable', because: read.detail }
      : { kind: 'tampered', faults: [`package.json: ${read.detail}`] };
  const { manifest, sha256 } = read;
  const contents = new Map<string, Uint8Array>();
  const faults: string[] = [];
  for (const each of packageFiles(manifest)) {
    const bytes = await readFileIn(folder, each);
    if (bytes) contents.set(each.path, bytes);
    faults.push(...faultsOf(each, bytes));
  }
  if (faults.length > 0) return { kind: 'tampered', faults };
  const layers = new Map(
    manifest.layers.map(({ layer, edges }) => [layer, openEdges(contents.get(edges.path) as Uint8Array)]),
  );
  return { kind: 'whole', manifest, sha256, hub, layers, archive: contents.get(manifest.drawing.path) as Uint8Array };
}

async function readFileIn(folder: string, { path }: PackageFile): Promise<Uint8Array | null> {
  try {
    return new Uint8Array(await readFile(join(folder, path)));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function faultsOf(file: PackageFile, bytes: Uint8Array | null): string[] {
  if (!bytes) return [`${file.path}: is missing`];
  if (bytes.length !== file.bytes) return [`${file.path}: has ${bytes.length} bytes, the manifest says ${file.bytes}`];
  if (!hasRightChunks(file)) return [`${file.path}: the manifest names more or fewer chunks than its bytes make`];
  const found = describeFile(file.path, bytes);
  const chunks = file.chunks.flatMap((chunk, at) => (chunk === found.chunks[at] ? [] : [at]));
  if (chunks.length > 0) return chunks.map((at) => `${file.path}: chunk ${at} is not what the manifest says`);
  return found.sha256 === file.sha256 ? [] : [`${file.path}: is not what the manifest says`];
}

function openEdges(bytes: Uint8Array): EdgeIndex {
  return openEdgeIndex(layOutEdges(bytes));
}
