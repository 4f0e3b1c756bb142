import type { Polygon } from 'geojson';
import type { Box } from '../../domain/geo/box.ts';
import type { EdgeIndex } from '../../domain/geo/edge-index.ts';
import { encodeEdges } from '../../domain/geo/encode-edges.ts';
import { layOutEdges } from '../../domain/geo/lay-out-edges.ts';
import { openEdgeIndex } from '../../domain/geo/open-edge-index.ts';
import type { ZoneLayer } from '../../domain/shared/codes.ts';
import type { PackageLayer } from '../../protocol/zone-package.ts';
import type { Clipper } from './clipper.ts';
import { type ChosenCrs, chooseCrs, type ToldCrs } from './crs/choose-crs.ts';
import { takeFeature } from './feature/take-feature.ts';
import { repair } from './findings.ts';
import { degreesAt, type GridRing, positionsOf } from './grid.ts';
import { nestRings } from './nest-rings.ts';
import type { LayerFinding } from './package/keep-warnings.ts';
import { readSource, type SourceFile } from './source/read-source.ts';
import { unite } from './unite.ts';
import type { Work } from './work.ts';

/** A layer read and repaired, its polygons not yet united. */
export interface ReadLayer {
  readonly layer: ZoneLayer;
  readonly source: PackageLayer['source'];
  readonly polygons: readonly (readonly GridRing[])[];
  readonly repairs: readonly LayerFinding[];
  readonly faults: readonly LayerFinding[];
}

export interface LayerInput {
  readonly layer: ZoneLayer;
  readonly file: string;
  readonly licence: string | null;
}

/** A layer's file as it was read, and the coordinates to read it by. */
export interface LayerSource extends LayerInput {
  readonly read: SourceFile;
  readonly chosen: ChosenCrs;
}

/** Reads the files of all layers, then tells by what coordinates. Throws a `StartProblem` for the first that cannot be used. */
export async function readSources(inputs: readonly LayerInput[], told: ToldCrs, work: Work): Promise<LayerSource[]> {
  const read: SourceFile[] = [];
  for (const { file } of inputs) {
    work.begin(`reading ${file}`);
    read.push(await readSource(file));
    await work.step(read.length, inputs.length);
  }
  return inputs.map((input, at) => {
    const source = read[at] as SourceFile;
    const isForOthers = read.some(({ declaredCrs }) => declaredCrs === null);
    return { ...input, read: source, chosen: chooseCrs(source, told, input.layer, isForOthers) };
  });
}

/** Repairs a layer feature by feature: what is faulty is listed, and the rest goes on. `bounds`: what lies beyond is faulty. */
export async function readLayer(
  { layer, licence, read, chosen }: LayerSource,
  bounds: Box | null,
  clipper: Clipper,
  work: Work,
): Promise<ReadLayer> {
  const { features, format, file, sha256 } = read;
  const { crs, overruled } = chosen;
  work.begin(`looking through ${file}`);
  const placing = { crs, area: bounds ?? crs.area };
  const polygons: (readonly GridRing[])[] = [];
  const first =
    overruled === null ? [] : [{ ...repair('crs-overruled', null, overruled, crs.name), layer, feature: '–' }];
  const [repairs, faults] = [first as LayerFinding[], [] as LayerFinding[]];
  for (const [done, { name, shape }] of features.entries()) {
    await work.step(done, features.length);
    const taken = takeFeature(shape, placing, clipper, format === 'geojson' || format === 'kml');
    if (!taken.ok) {
      faults.push({ ...taken.fault, layer, feature: name });
      continue;
    }
    for (const polygon of taken.polygons) polygons.push(polygon);
    for (const each of taken.repairs) repairs.push({ ...each, layer, feature: name });
  }
  return {
    layer,
    polygons,
    repairs,
    faults,
    source: { file, sha256, format, crs: crs.name, licence, features: features.length },
  };
}

/** A layer united: what is written, and what is measured to. */
export interface UnitedLayer {
  readonly rings: readonly (readonly GridRing[])[];
  readonly polygons: readonly Polygon[];
  readonly vertices: number;
  readonly edges: Uint8Array;
  readonly index: EdgeIndex;
}

/** Unites a layer's polygons and packs their edges; the index is made of the packed bytes, as the phone makes it. */
export async function uniteLayer({ layer, polygons }: ReadLayer, clipper: Clipper, work: Work): Promise<UnitedLayer> {
  work.begin(`uniting ${layer}`);
  const rings = nestRings(await unite(polygons, clipper, work));
  const united = rings.map(polygonOf);
  const edges = encodeEdges(united);
  const vertices = rings.flat().reduce((sum, ring) => sum + ring.length / 2, 0);
  return { rings, polygons: united, vertices, edges, index: openEdgeIndex(layOutEdges(edges)) };
}

/** Rings of the grid as a polygon in degrees, closed. */
export function polygonOf(rings: readonly GridRing[]): Polygon {
  const coordinates = rings.map((ring) => {
    const positions = [...positionsOf([ring])].map(([x, y]) => degreesAt(x, y));
    return [...positions, ...positions.slice(0, 1)];
  });
  return { type: 'Polygon', coordinates };
}
