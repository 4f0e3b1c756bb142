import { readFile } from 'node:fs/promises';
import type { DemoSources } from './demo-package.ts';
import { rulebookPath } from './demo-package.ts';

const sourceFolder = new URL('./source/', import.meta.url);
/** Where the built packages lie, as the app is served them. */
export const packagesFolder = new URL('../../../public/packages/', import.meta.url);

/** Reads what the demonstration package is built from. */
export async function readDemoSources(): Promise<DemoSources> {
  return {
    land: JSON.parse(await readFile(new URL('land.geojson', sourceFolder), 'utf8')),
    coast: JSON.parse(await readFile(new URL('coast.geojson', sourceFolder), 'utf8')),
    places: JSON.parse(await readFile(new URL('places.geojson', sourceFolder), 'utf8')),
    rulebook: await readFile(new URL(rulebookPath, packagesFolder), 'utf8'),
  };
}
