import type { EdgeIndex } from '../../domain/geo/edge-index.ts';
import { openEdgeIndex } from '../../domain/geo/open-edge-index.ts';
import type { ZoneSet } from '../../domain/zone/zone-set.ts';
import { manifestOfDocument } from '../../protocol/package-files.ts';
import { readRulebook } from '../../protocol/rulebook.ts';
import type { PackageLayer, ZonePackage } from '../../protocol/zone-package.ts';
import type { ActivePackages, ActiveRulebook, ActiveZones, LayOut, ZoneDrawing } from '../package-ports.ts';
import type { PackageStore } from '../storage/package-store.ts';
import { readPackageFile } from '../storage/read-package-file.ts';
import type { PackageRow, PackagesInUseRow } from '../storage/rows.ts';
import { ChunkReader } from './chunk-reader.ts';

export interface OpenTools {
  readonly packages: PackageStore;
  readonly builtIn: ActivePackages;
  readonly layOut: LayOut;
}

/** Packages opened for judging, and what of them was downloaded for drawing. */
export interface OpenedPackages {
  readonly active: ActivePackages;
  readonly drawn: readonly { readonly manifest: ZonePackage; readonly drawing: ZoneDrawing }[];
}

/**
 * Opens what is in use: downloaded packages by views on what was laid out, those that came with the app as they are. Rejects when
 * something is missing or spoilt and cannot be laid out anew.
 */
export async function openInUse(tools: OpenTools, { rulebooks, zones }: PackagesInUseRow): Promise<OpenedPackages> {
  const [firstBook, ...books] = await Promise.all(rulebooks.map((sha256) => openRulebook(tools, sha256)));
  const [first, ...others] = await Promise.all(zones.map((sha256) => openZones(tools, sha256)));
  if (!firstBook || !first) throw new Error('no rulebook or no zones in use');
  const opened = [first, ...others];
  const banner = opened.find((one) => one.banner !== null)?.banner ?? null;
  const active: ActivePackages = {
    rulebooks: [firstBook, ...books],
    zones: [first.zones, ...others.map((one) => one.zones)],
    permits: tools.builtIn.permits,
    banner,
  };
  return { active, drawn: opened.flatMap(({ drawn }) => drawn ?? []) };
}

async function openRulebook({ packages, builtIn }: OpenTools, sha256: string): Promise<ActiveRulebook> {
  const known = builtIn.rulebooks.find(({ citation }) => citation.sha256 === sha256);
  if (known) return known;
  const { id, version, document } = present(await packages.read(sha256), sha256);
  const rulebook = readRulebook(JSON.parse(document));
  return { rulebook, citation: { id, version, sha256, demonstration: rulebook.demonstration } };
}

interface OpenedZones {
  readonly zones: ActiveZones;
  readonly banner: ActivePackages['banner'];
  readonly drawn: OpenedPackages['drawn'][number] | null;
}

async function openZones(tools: OpenTools, sha256: string): Promise<OpenedZones> {
  const { packages, builtIn } = tools;
  const known = builtIn.zones.find(({ citation }) => citation.sha256 === sha256);
  if (known) return { zones: known, banner: builtIn.banner, drawn: null };
  const manifest = manifestOfDocument(present(await packages.read(sha256), sha256).document);
  const { id, version, demonstration, banner, bounds, drawing } = manifest;
  const opened = manifest.layers.map(async (one) => [one.layer, await openLayer(tools, sha256, one)] as const);
  const layers: ZoneSet['layers'] = Object.fromEntries(await Promise.all(opened));
  const reader = new ChunkReader(drawing, (chunk) => packages.readChunk(chunk));
  const drawn: ZoneDrawing = {
    ...{ id: sha256, minZoom: drawing.minZoom, maxZoom: drawing.maxZoom },
    layers: manifest.layers.map(({ layer }) => layer),
    readBytes: (offset, length) => reader.readBytes(offset, length),
  };
  const zones = { zones: { bounds, layers }, citation: { id, version, sha256, demonstration } };
  return { zones, banner, drawn: { manifest, drawing: drawn } };
}

async function openLayer(
  { packages, layOut }: OpenTools,
  sha256: string,
  { layer, edges }: PackageLayer,
): Promise<EdgeIndex> {
  const flat = await packages.readFlat(sha256, layer);
  try {
    if (flat) return openEdgeIndex(flat);
  } catch (problem) {
    console.warn('a laid-out layer is spoilt; it is laid out anew', problem);
  }
  const transfer = await readPackageFile(packages, edges);
  if (!transfer) throw new Error(`${edges.path}: not whole on this phone`);
  const again = await layOut(transfer);
  if (!again.ok) throw new Error(`${edges.path}: ${again.because}`);
  await packages.keepFlat({ package: sha256, layer, flat: again.flat });
  return openEdgeIndex(again.flat);
}

function present(row: PackageRow | null, sha256: string): PackageRow {
  if (!row?.whole) throw new Error(`package ${sha256} is not whole on this phone`);
  return row;
}
