import { createHash } from 'node:crypto';
import type { Box } from '../../domain/geo/box.ts';
import type { Rulebook } from '../../domain/rulebook/rulebook.ts';
import type { Term, ZoneLayer } from '../../domain/shared/codes.ts';
import type { PackageLayer, ZonePackage } from '../../protocol/zone-package.ts';
import { StartProblem } from '../start-problem.ts';
import { type LayerInput, type ReadLayer, readLayer, readSources, uniteLayer } from './build-layer.ts';
import { loadClipper } from './clipper.ts';
import type { ToldCrs } from './crs/choose-crs.ts';
import { type BuiltLayer, type BuiltLayers, type Drawing, drawZones } from './draw-zones.ts';
import type { DrawnZone } from './drawing/drawn-zone.ts';
import { deepestZoom, leastZoom } from './drawing/tolerances.ts';
import { drawnZones } from './find-rulebook.ts';
import { repair } from './findings.ts';
import { describeFile } from './package/describe-file.ts';
import { keepWarnings, type LayerFinding } from './package/keep-warnings.ts';
import type { Work } from './work.ts';

/** What a package is to be built from, and how it is to be called. */
export interface BuildOrder {
  readonly rulebook: Rulebook;
  readonly layers: readonly LayerInput[];
  readonly crs: ToldCrs;
  /** Null: what is drawn, and some way around. */
  readonly bounds: Box | null;
  readonly id: string;
  /** Null: told by the content. */
  readonly version: string | null;
  readonly title: Term;
  readonly attribution: readonly string[];
  readonly demonstration: boolean;
  readonly skipFaulty: boolean;
}

export type Built =
  | {
      readonly kind: 'built';
      readonly manifest: ZonePackage;
      readonly files: ReadonlyMap<string, Uint8Array>;
      readonly findings: readonly LayerFinding[];
    }
  | { readonly kind: 'faulty'; readonly faults: readonly LayerFinding[]; readonly findings: readonly LayerFinding[] }
  | { readonly kind: 'belt-off'; readonly drawing: Drawing };

/** Around what is drawn, a package still answers as far as this: there is no forest, as far as its sources say. */
const aroundDegrees = 0.05;
const demonstrationBanner = { zh: '示例数据，非官方边界', en: 'Demonstration data, not official boundaries' };

/** Builds a package in memory. Throws a `StartProblem` for a file that cannot be used at all. */
export async function buildPackage(order: BuildOrder, work: Work): Promise<Built> {
  const zones = drawnZones(order.rulebook);
  refuseLacking(zones, order);
  const clipper = await loadClipper();
  const read: ReadLayer[] = [];
  for (const source of await readSources(order.layers, order.crs, work)) {
    read.push(await readLayer(source, order.bounds, clipper, work));
  }
  const faults = read.flatMap((layer) => layer.faults);
  const repairs = read.flatMap((layer) => layer.repairs);
  if (faults.length > 0 && !order.skipFaulty) return { kind: 'faulty', faults, findings: repairs };
  refuseEmpty(zones, read);
  const layers = new Map<ZoneLayer, BuiltLayer>();
  for (const each of read) layers.set(each.layer, { read: each, united: await uniteLayer(each, clipper, work) });
  const drawing = await drawZones(zones, layers, clipper, work);
  if (drawing.check.faults.length > 0) return { kind: 'belt-off', drawing };
  const findings = [...faults.map(omission), ...repairs];
  return {
    kind: 'built',
    findings,
    manifest: manifestOf(order, layers, drawing, findings),
    files: filesOf(layers, drawing),
  };
}

function refuseLacking(zones: readonly DrawnZone[], { layers, rulebook }: BuildOrder): void {
  const wanted = new Set(zones.flatMap(({ base, exclusions }) => [...base, ...exclusions]));
  const lacking = [...wanted].find((name) => !layers.some(({ layer }) => layer === name));
  if (lacking)
    throw new StartProblem(`rulebook ${rulebook.id} draws its zones from ${lacking}: give --layer ${lacking}=FILE`);
}

function refuseEmpty(zones: readonly DrawnZone[], read: readonly ReadLayer[]): void {
  const bare = (names: readonly ZoneLayer[]) =>
    read.filter(({ layer }) => names.includes(layer)).every(({ polygons }) => polygons.length === 0);
  const zone = zones.find(({ base }) => bare(base));
  if (zone)
    throw new StartProblem(
      `there is not one usable polygon of ${zone.base.join(', ')}: nothing to draw ${zone.id} from`,
    );
}

function omission({ layer, feature, text, at }: LayerFinding): LayerFinding {
  return { ...repair('omitted', at, text), layer, feature };
}

function filesOf(layers: BuiltLayers, { archive }: Drawing): Map<string, Uint8Array> {
  const edges = [...layers].map(([name, { united }]) => [`${name}.edges`, united.edges] as const);
  return new Map([...edges, ['zones.pmtiles', archive]]);
}

function manifestOf(
  order: BuildOrder,
  layers: BuiltLayers,
  drawing: Drawing,
  findings: readonly LayerFinding[],
): ZonePackage {
  const { id, title, rulebook, demonstration } = order;
  const { mostOutsideMeters, mostInsideMeters, samples } = drawing.check;
  const manifest: Omit<ZonePackage, 'version'> = {
    ...{ v: 2, kind: 'zones', id, title, crs: 'EPSG:4326', demonstration },
    rulebook: { id: rulebook.id, version: rulebook.version },
    bounds: order.bounds ? [...order.bounds] : boundsAround(drawing.box),
    banner: demonstration ? demonstrationBanner : null,
    attribution: [...order.attribution],
    layers: [...layers.values()].map(layerOf),
    drawing: {
      ...describeFile('zones.pmtiles', drawing.archive),
      ...{ minZoom: leastZoom, maxZoom: deepestZoom },
      belt: { mostOutsideMeters: rounded(mostOutsideMeters), mostInsideMeters: rounded(mostInsideMeters), samples },
    },
    warnings: keepWarnings(findings),
  };
  const content = createHash('sha256').update(JSON.stringify(manifest)).digest('hex');
  return { ...manifest, version: order.version ?? content.slice(0, 12) };
}

function layerOf({ read, united }: BuiltLayer): PackageLayer {
  return {
    layer: read.layer,
    edges: describeFile(`${read.layer}.edges`, united.edges),
    polygons: united.polygons.length,
    vertices: united.vertices,
    source: read.source,
  };
}

function boundsAround([west, south, east, north]: Box): [number, number, number, number] {
  const outwards = (degrees: number, by: 1 | -1) => (by * Math.ceil(by * (degrees + by * aroundDegrees) * 1000)) / 1000;
  return [outwards(west, -1), outwards(south, -1), outwards(east, 1), outwards(north, 1)];
}

function rounded(meters: number): number {
  return Math.round(meters * 1000) / 1000;
}
