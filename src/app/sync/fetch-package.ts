import { isTransferForm } from '../../domain/geo/transfer-form.ts';
import { type Bytes, sha256Hex, utf8 } from '../../protocol/bytes.ts';
import { type CurrentPackage, packagePaths } from '../../protocol/current-packages.ts';
import { chunkLength, hasRightChunks, packageFiles } from '../../protocol/package-files.ts';
import { readSignedPackage } from '../../protocol/read-signed-package.ts';
import { readRulebook } from '../../protocol/rulebook.ts';
import { type ReadRulebookStatement, readRulebookStatement } from '../../protocol/rulebook-statement.ts';
import { type PublicJwk, thumbprint } from '../../protocol/signed.ts';
import { chunkBytes, type PackageFile, type ZonePackage } from '../../protocol/zone-package.ts';
import type { LayOut, PackageProblem } from '../package-ports.ts';
import type { PackageStore } from '../storage/package-store.ts';
import { readPackageFile } from '../storage/read-package-file.ts';
import type { FlatLayerRow, PackageRow } from '../storage/rows.ts';
import type { HubConnection } from './hub-connection.ts';
import { textOf } from './hub-http.ts';

export interface FetchTools {
  readonly hub: HubConnection;
  readonly packages: PackageStore;
  /** Off the main thread. */
  readonly layOut: LayOut;
  /** Told of each piece that is here: its bytes. */
  readonly onBytes: (bytes: number) => void;
}

/** Brings a rulebook here, if it is not here yet. Null when it is. */
export async function fetchRulebook(
  tools: FetchTools,
  wanted: CurrentPackage,
  signal: AbortSignal,
): Promise<PackageProblem | null> {
  const { sha256, id, version, bytes } = wanted;
  if (!(await tools.packages.read(sha256))) {
    const fetched = await fetchBytes(tools, packagePaths.document(sha256), bytes, signal);
    if (!fetched.ok) return fetched.because;
    if ((await sha256Hex(fetched.bytes)) !== sha256) return 'altered';
    const document = textOf(fetched.bytes);
    if (!isKnownRulebook(document)) return 'app-too-old';
    await tools.packages.keep({ sha256, kind: 'rulebook', id, version, document, whole: true });
  }
  tools.onBytes(bytes);
  return null;
}

/** Brings what the hub signed about a rulebook here, if it is not here yet, and believes it only under the pinned identity. Null when it is. */
export async function fetchStatement(
  { hub, packages }: Pick<FetchTools, 'hub' | 'packages'>,
  { sha256, id, version }: Pick<CurrentPackage, 'sha256' | 'id' | 'version'>,
  signal: AbortSignal,
): Promise<PackageProblem | null> {
  if (await packages.readStatement(sha256)) return null;
  const heard = await hub.session.ask({ method: 'GET', path: packagePaths.statement(sha256) }, signal);
  if (heard.kind === 'no-network') return 'no-network';
  if (heard.kind === 'problem') return heard.status === 404 ? 'rulebook-unsigned' : 'refused';
  const file = textOf(heard.bytes);
  const read = await readRulebookStatement(file, await thumbprint(hub.profile.enrolled.hub.identity), sha256);
  if (!read.ok) return problemOf(read.because);
  if (read.statement.id !== id || read.statement.version !== version) return 'rulebook-other';
  await packages.keepStatement({ sha256, file });
  return null;
}

function problemOf(because: Extract<ReadRulebookStatement, { ok: false }>['because']): PackageProblem {
  const problems = { unreadable: 'app-too-old', forged: 'rulebook-forged', 'other-bytes': 'rulebook-other' } as const;
  return problems[because];
}

/**
 * Brings a zone package here, going on where an earlier attempt stopped: its signed document, every chunk that is missing, each by its
 * hash. Answers its layers laid out, once every file as a whole is what was signed.
 */
export async function fetchZones(
  tools: FetchTools,
  wanted: CurrentPackage,
  signal: AbortSignal,
): Promise<{ readonly ok: true; readonly flats: FlatLayerRow[] } | Refused> {
  const read = await fetchManifest(tools, wanted, signal);
  if (!read.ok) return read;
  const problem = await fetchChunks(tools, packageFiles(read.manifest), signal);
  return problem ? { ok: false, because: problem } : layOutLayers(tools, read.manifest, wanted.sha256);
}

type Refused = { readonly ok: false; readonly because: PackageProblem };

async function fetchManifest(
  tools: FetchTools,
  wanted: CurrentPackage,
  signal: AbortSignal,
): Promise<{ readonly ok: true; readonly manifest: ZonePackage } | Refused> {
  const { hub, packages } = tools;
  const { sha256, id, version } = wanted;
  const kept = await packages.read(sha256);
  const document = kept?.document ?? (await fetchText(tools, packagePaths.document(sha256), signal));
  if (typeof document !== 'string') return document;
  const read = await readPackage(document, hub.profile.enrolled.hub.identity);
  if (!read.ok) return read;
  if (read.sha256 !== sha256) return { ok: false, because: 'altered' };
  const row: PackageRow = { sha256, kind: 'zones', id, version, document, whole: false };
  if (!kept) await packages.keep(row);
  tools.onBytes(utf8(document).length);
  return read;
}

async function readPackage(
  document: string,
  identity: PublicJwk,
): Promise<{ ok: true; manifest: ZonePackage; sha256: string } | Refused> {
  const read = await readSignedPackage(document, await thumbprint(identity));
  if (!read.ok) return { ok: false, because: read.because === 'unreadable' ? 'app-too-old' : 'not-signed' };
  return packageFiles(read.manifest).every(hasRightChunks) ? read : { ok: false, because: 'altered' };
}

async function fetchChunks(
  tools: FetchTools,
  files: readonly PackageFile[],
  signal: AbortSignal,
): Promise<PackageProblem | null> {
  const present = await tools.packages.presentChunks(files.flatMap(({ chunks }) => chunks));
  for (const file of files) {
    for (const [place, sha256] of file.chunks.entries()) {
      const length = chunkLength(file, place);
      const problem = present.has(sha256) ? null : await fetchChunk(tools, sha256, length, signal);
      if (problem) return problem;
      present.add(sha256);
      tools.onBytes(length);
    }
  }
  return null;
}

async function fetchChunk(
  tools: FetchTools,
  sha256: string,
  length: number,
  signal: AbortSignal,
): Promise<PackageProblem | null> {
  const fetched = await fetchBytes(tools, packagePaths.chunk(sha256), length, signal);
  if (!fetched.ok) return fetched.because;
  if (fetched.bytes.length !== length || (await sha256Hex(fetched.bytes)) !== sha256) return 'altered';
  await tools.packages.keepChunk(sha256, fetched.bytes);
  return null;
}

/** Chunks that lay here are read back and checked with the whole: storage may have spoilt one since. */
async function layOutLayers(
  { packages, layOut }: FetchTools,
  manifest: ZonePackage,
  sha256: string,
): Promise<{ readonly ok: true; readonly flats: FlatLayerRow[] } | Refused> {
  for (const file of packageFiles(manifest)) {
    if (!(await readPackageFile(packages, file))) return { ok: false, because: 'altered' };
  }
  const flats: FlatLayerRow[] = [];
  for (const { layer, edges } of manifest.layers) {
    const whole = await readPackageFile(packages, edges);
    if (!whole) return { ok: false, because: 'altered' };
    if (!isTransferForm(whole)) return { ok: false, because: 'app-too-old' };
    const laidOut = await layOut(whole); // a worker that fails is no fault of the bytes: the caller hears of it
    if (!laidOut.ok) {
      console.error(`${edges.path}, as the hub signed it: ${laidOut.because}`);
      return { ok: false, because: 'unusable' };
    }
    flats.push({ package: sha256, layer, flat: laidOut.flat });
  }
  return { ok: true, flats };
}

async function fetchText(tools: FetchTools, path: string, signal: AbortSignal): Promise<string | Refused> {
  const fetched = await fetchBytes(tools, path, chunkBytes, signal);
  return fetched.ok ? textOf(fetched.bytes) : fetched;
}

async function fetchBytes(
  { hub }: FetchTools,
  path: string,
  answerBytes: number,
  signal: AbortSignal,
): Promise<{ readonly ok: true; readonly bytes: Bytes } | Refused> {
  const heard = await hub.session.ask({ method: 'GET', path, answerBytes }, signal);
  if (heard.kind === 'body') return { ok: true, bytes: heard.bytes };
  return { ok: false, because: heard.kind === 'no-network' ? 'no-network' : 'refused' };
}

function isKnownRulebook(text: string): boolean {
  try {
    readRulebook(JSON.parse(text));
    return true;
  } catch (problem) {
    console.warn('a rulebook of a form this app does not know', problem);
    return false;
  }
}
