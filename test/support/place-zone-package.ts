import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ZoneLayer } from '../../src/domain/shared/codes.ts';
import type { HubKeys } from '../../src/hub/keys/hub-keys.ts';
import { type Bytes, sha256Hex } from '../../src/protocol/bytes.ts';
import { chunkBytes, type PackageFile, type SignedPackage, type ZonePackage } from '../../src/protocol/zone-package.ts';

export interface PackageContent {
  readonly id?: string;
  readonly version?: string;
  readonly bounds?: ZonePackage['bounds'];
  readonly edges: Partial<Record<ZoneLayer, Bytes>>;
  readonly drawing: Bytes;
  readonly drawn?: { readonly minZoom: number; readonly maxZoom: number };
  readonly demonstration?: boolean;
}

export interface PlacedPackage {
  readonly folder: string;
  readonly sha256: string;
  readonly manifest: ZonePackage;
}

/** Writes a zone package as the builder does, signed by these keys, to `<root>/<id>/<version>/`. */
export async function placeZonePackage(
  root: string,
  keys: Pick<HubKeys, 'sign' | 'identity' | 'certificates'>,
  content: PackageContent,
): Promise<PlacedPackage> {
  const manifest = await manifestOf(content);
  const folder = join(root, manifest.id, manifest.version);
  await mkdir(folder, { recursive: true });
  for (const [layer, bytes] of Object.entries(content.edges)) await writeFile(join(folder, `${layer}.edges`), bytes);
  await writeFile(join(folder, 'zones.pmtiles'), content.drawing);
  const signed = await keys.sign('package', JSON.stringify(manifest));
  const hubKeys = { identity: keys.identity, certificates: keys.certificates };
  const file: SignedPackage = { v: 1, manifest: signed, keys: hubKeys };
  await writeFile(join(folder, 'package.json'), JSON.stringify(file));
  return { folder, manifest, sha256: await sha256Hex(signed.raw) };
}

async function manifestOf({
  id = 'weihai-forests',
  version = '1',
  edges,
  ...rest
}: PackageContent): Promise<ZonePackage> {
  const source = { file: 'f.geojson', sha256: 'c'.repeat(64), format: 'geojson' as const, crs: 'EPSG:4490' };
  const layers = await Promise.all(
    Object.entries(edges).map(async ([layer, bytes]) => ({
      ...{ layer: layer as ZoneLayer, polygons: 1, vertices: 4, edges: await describe(`${layer}.edges`, bytes) },
      source: { ...source, licence: null, features: 1 },
    })),
  );
  const belt = { mostOutsideMeters: 0.3, mostInsideMeters: 0, samples: 100 };
  return {
    ...{ v: 2, kind: 'zones', id, version, crs: 'EPSG:4326', layers, warnings: [] },
    title: { zh: '威海林区', en: 'Forests of Weihai' },
    rulebook: { id: 'weihai-2022-19', version: '1' },
    bounds: rest.bounds ?? [121.9, 37.1, 122.2, 37.4],
    demonstration: rest.demonstration ?? false,
    banner: rest.demonstration ? { zh: '示例数据，非官方边界', en: 'Demonstration data' } : null,
    attribution: ['© 威海市林业局'],
    drawing: {
      ...(await describe('zones.pmtiles', rest.drawing)),
      ...(rest.drawn ?? { minZoom: 5, maxZoom: 10 }),
      belt,
    },
  };
}

async function describe(path: string, bytes: Bytes): Promise<PackageFile> {
  const places = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, place) => place * chunkBytes);
  const chunks = await Promise.all(places.map((from) => sha256Hex(bytes.slice(from, from + chunkBytes))));
  return { path, sha256: await sha256Hex(bytes), bytes: bytes.length, chunks };
}
