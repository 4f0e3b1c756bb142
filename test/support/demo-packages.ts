import { readFileSync } from 'node:fs';
import type { FeatureCollection, Polygon } from 'geojson';
import * as v from 'valibot';
import { type ZoneManifest, zoneManifestSchema } from '../../src/protocol/package.ts';

const folder = new URL('../../public/packages/', import.meta.url);

/** The text of a committed built-in package file, by its path under `public/packages/`. */
export function packageText(path: string): string {
  return readFileSync(new URL(path, folder), 'utf8');
}

/** A layer of the committed demonstration zone package. */
export function demoLayer(role: ZoneManifest['files'][number]['role']): FeatureCollection {
  return JSON.parse(packageText(`weihai-demo-zones/1/${role}.geojson`)) as FeatureCollection;
}

/** The areas of a layer whose features are all polygons. */
export function demoPolygons(role: 'forest' | 'residential' | 'belt' | 'land'): Polygon[] {
  return demoLayer(role).features.map(({ geometry }) => geometry as Polygon);
}

/** The manifest of the committed demonstration zone package. */
export function demoManifest(): ZoneManifest {
  return v.parse(zoneManifestSchema, JSON.parse(packageText('weihai-demo-zones/1/manifest.json')));
}
