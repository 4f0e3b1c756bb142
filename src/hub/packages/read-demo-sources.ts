import { readFile } from 'node:fs/promises';
import type { FeatureCollection, Geometry, LineString, Point, Polygon } from 'geojson';
import { type DemoSources, legalTextsPath, rulebookPath } from './demo-package.ts';

const sourceFolder = new URL('./source/', import.meta.url);
/** Where the built packages lie, as the app is served them. */
export const packagesFolder = new URL('../../../public/packages/', import.meta.url);

/** Reads what the demonstration package is built from. */
export async function readDemoSources(): Promise<DemoSources> {
  return {
    land: await readLayer<Polygon>('land.geojson'),
    coast: await readLayer<LineString>('coast.geojson'),
    places: await readLayer<Point>('places.geojson'),
    rulebook: await readFile(new URL(rulebookPath, packagesFolder), 'utf8'),
    legalTexts: await readFile(new URL(legalTextsPath, packagesFolder), 'utf8'),
  };
}

async function readLayer<G extends Geometry>(name: string): Promise<FeatureCollection<G>> {
  return JSON.parse(await readFile(new URL(name, sourceFolder), 'utf8')) as FeatureCollection<G>;
}
