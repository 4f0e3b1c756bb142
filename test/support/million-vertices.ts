import { join } from 'node:path';
import type { Polygon } from 'geojson';
import { encodeEdges } from '../../src/domain/geo/encode-edges.ts';
import type { Fix } from '../../src/domain/shared/fix.ts';
import type { ZoneSet } from '../../src/domain/zone/zone-set.ts';
import { between, seededRandom } from '../../src/hub/packages/seeded-random.ts';
import { pmtilesArchive } from '../../src/hub/zones/drawing/pmtiles-archive.ts';
import { openPackage } from '../../src/hub/zones/package/open-package.ts';
import { packageSigner } from '../../src/hub/zones/package/package-signer.ts';
import { forestBounds, fractalForests } from './fractal-forests.ts';
import { positionFrom } from './geodesic-truth.ts';
import type { HubProcess } from './hub-process.ts';
import { placeZonePackage } from './place-zone-package.ts';

export interface PlacedMillion {
  /** What records cite. */
  readonly sha256: string;
  /** As the hub's own code opens it. */
  readonly zones: ZoneSet;
  readonly forests: readonly Polygon[];
}

/** Places a zone package of a million forest vertices, and homes, in the folder from which a running hub serves, signed with its keys. Its drawing is empty. */
export async function placeMillionVertices({ dataFolder }: HubProcess): Promise<PlacedMillion> {
  const forests = fractalForests({ seed: 20_261_122, forests: 2_000, vertices: 1_000_000 });
  const homes = fractalForests({ seed: 7, forests: 400, vertices: 12_000 });
  const { sign, keys } = await packageSigner(join(dataFolder, 'keys'), Date.now());
  const signer = {
    identity: keys.identity,
    certificates: keys.certificates,
    sign: (_: string, raw: string) => sign(raw),
  };
  const { folder, manifest, sha256 } = await placeZonePackage(join(dataFolder, 'packages'), signer, {
    ...{ id: 'weihai-million', version: '1', bounds: [...forestBounds] },
    edges: { forest: new Uint8Array(encodeEdges(forests)), residential: new Uint8Array(encodeEdges(homes)) },
    drawing: pmtilesArchive([{ z: 5, x: 26, y: 12, bytes: new Uint8Array() }], forestBounds, {}),
    drawn: { minZoom: 5, maxZoom: 5 },
  });
  const opened = await openPackage(folder, null);
  if (opened.kind !== 'whole') throw new Error('the package that was placed is not whole');
  return { sha256, forests, zones: { bounds: manifest.bounds, layers: Object.fromEntries(opened.layers) } };
}

/** Fixes always the same for a seed: a third anywhere, a third within 30 m of a forest's edge, a third within 30 m of its belt's. */
export function fixesAmong(forests: readonly Polygon[], count: number, seed: number): Fix[] {
  const random = seededRandom(seed);
  const [west, south, east, north] = forestBounds;
  return Array.from({ length: count }, (_, number): Fix => {
    const ring = forests[Math.floor(random() * forests.length)]?.coordinates[0] ?? [];
    const corner = ring[Math.floor(random() * ring.length)] ?? [];
    const meters = between(random, 0, 30) + (number % 3 === 1 ? 0 : 485);
    const near = positionFrom(corner, 360 * random(), meters);
    const anywhere = [west + (east - west) * random(), south + (north - south) * random()] as const;
    const [lon, lat] = number % 3 === 0 ? anywhere : near;
    return { lon, lat, accuracyMeters: between(random, 3, 40), takenAt: 0, source: 'gps' };
  });
}
