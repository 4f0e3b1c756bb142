import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Polygon, Position } from 'geojson';
import { type OpenedPackage, openPackage } from '../../src/hub/zones/package/open-package.ts';
import { runZones } from './run-zones.ts';
import { writeGeojson } from './zone-files.ts';

/** A closed ring with so many corners, every other one drawn in. */
export const star = (lon: number, lat: number, radius: number, corners: number): Position[] => {
  const ring = Array.from({ length: corners }, (_, at): Position => {
    const [turn, reach] = [(2 * Math.PI * at) / corners, radius * (1 - 0.12 * (at % 2))];
    return [lon + reach * Math.cos(turn), lat + 0.8 * reach * Math.sin(turn)];
  });
  return [...ring, ring[0] as Position];
};
/** A wood of 300 corners, 5 km wide, round a clearing more than two belts wide: its border is grown in pieces. */
const wood = [star(122, 37, 0.03, 300), star(122, 37, 0.016, 40)];
const grove = [star(122.06, 37.01, 0.004, 7)];
const village = [star(122.034, 37.012, 0.003, 9)];
/** The forest of the scene, and its residential areas. */
export const truth: Polygon[] = [wood, grove].map((coordinates) => ({ type: 'Polygon', coordinates }));
export const houses: Polygon[] = [{ type: 'Polygon', coordinates: village }];

/** A folder with the scene's files, what to build a package from them with, and the folder of the one that was built. */
export interface ZoneScene {
  readonly place: string;
  readonly args: readonly string[];
  readonly folder: string;
  at(name: string): string;
  clear(): void;
}

/** Writes the scene's files to a folder of its own and builds a package from them. */
export async function zoneScene(): Promise<ZoneScene> {
  const place = mkdtempSync(join(tmpdir(), 'hulin-zones-'));
  const at = (name: string) => join(place, name);
  writeGeojson(at('f.geojson'), [
    { name: 'wood', polygons: [wood] },
    { name: 'grove', polygons: [grove] },
  ]);
  writeGeojson(at('r.geojson'), [{ name: 'village', polygons: [village] }]);
  const rest = ['--rulebook', 'weihai-2022-19', '--crs', 'EPSG:4490'];
  const args = ['--forest', at('f.geojson'), '--residential', at('r.geojson'), ...rest];
  const { answer } = await runZones(
    place,
    'build',
    ...args,
    '--out',
    at('out'),
    '--title',
    '林|Woods',
    '--licence',
    'own',
  );
  return { place, args, folder: answer, at, clear: () => rmSync(place, { recursive: true }) };
}

/** A package that must be whole. */
export async function wholePackage(path: string): Promise<Extract<OpenedPackage, { kind: 'whole' }>> {
  const opened = await openPackage(path, null);
  if (opened.kind !== 'whole') throw new Error(opened.kind);
  return opened;
}
