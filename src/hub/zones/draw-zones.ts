import type { Feature, Polygon } from 'geojson';
import { type Box, boxOf } from '../../domain/geo/box.ts';
import type { ZoneLayer } from '../../domain/shared/codes.ts';
import { polygonOf, type ReadLayer, type UnitedLayer } from './build-layer.ts';
import type { Clipper } from './clipper.ts';
import { checkDrawing, type DrawingCheck } from './drawing/check-drawing.ts';
import type { DrawnZone } from './drawing/drawn-zone.ts';
import { growBelt, shrink } from './drawing/grow-belt.ts';
import { pmtilesArchive } from './drawing/pmtiles-archive.ts';
import { tilesOf } from './drawing/tiles-of.ts';
import { type DrawingTolerance, toleranceAt } from './drawing/tolerances.ts';
import type { GridRing } from './grid.ts';
import { nestRings } from './nest-rings.ts';
import type { Work } from './work.ts';

/** What was read of a layer, and what came of it. */
export interface BuiltLayer {
  readonly read: ReadLayer;
  readonly united: UnitedLayer;
}
export type BuiltLayers = ReadonlyMap<ZoneLayer, BuiltLayer>;

/** The drawing of a package and how it stood the test against the exact distance. `box`: of everything drawn, degrees. */
export interface Drawing {
  readonly archive: Uint8Array<ArrayBuffer>;
  readonly box: Box;
  readonly check: DrawingCheck;
  readonly tolerance: DrawingTolerance;
}

/** Draws the zones and the layers as tiles, then measures the tiles. */
export async function drawZones(
  zones: readonly DrawnZone[],
  layers: BuiltLayers,
  clipper: Clipper,
  work: Work,
): Promise<Drawing> {
  const tolerance = toleranceAt(leastLatitude(layers));
  const belt: Feature<Polygon>[] = [];
  for (const zone of zones) {
    work.begin(`drawing ${zone.id}`);
    const rings = await drawZone(zone, layers, tolerance, clipper, work);
    belt.push(...nestRings(rings).map((each): Feature<Polygon> => featureOf(polygonOf(each), { zone: zone.id })));
  }
  const plain = [...layers].map(
    ([name, { united }]) => [name, united.polygons.map((polygon) => featureOf(polygon, {}))] as const,
  );
  const drawn = { belt, ...Object.fromEntries(plain) };
  const box = boxOf(
    Object.values(drawn).flatMap((features) => features.flatMap(({ geometry }) => geometry.coordinates[0] ?? [])),
  );
  work.begin('cutting tiles');
  const tiles = await tilesOf(drawn, box, work);
  const archive = pmtilesArchive(tiles, box, {
    name: 'zones',
    vector_layers: Object.keys(drawn).map((id) => ({ id, fields: {} })),
  });
  work.begin('measuring the drawing');
  const indexes = new Map([...layers].map(([name, { united }]) => [name, united.index]));
  const check = await checkDrawing(archive, zones, indexes, box, tolerance, work);
  return { archive, box, check, tolerance };
}

async function drawZone(
  { base, beltMeters, exclusions }: DrawnZone,
  layers: BuiltLayers,
  { marginMeters }: DrawingTolerance,
  clipper: Clipper,
  work: Work,
): Promise<GridRing[]> {
  const named = (names: readonly ZoneLayer[]) => names.flatMap((name) => layers.get(name) ?? []);
  const [grounds, excluded] = [named(base), named(exclusions)];
  const polygons = grounds.flatMap(({ read }) => read.polygons);
  const grown = await growBelt(
    polygons,
    beltMeters + marginMeters,
    grounds.map(({ united }) => united.index),
    clipper,
    work,
  );
  const cut = excluded.flatMap(({ united }) => shrink(united.rings, marginMeters, clipper));
  return cut.length === 0 ? grown : clipper.difference(grown, cut);
}

function featureOf(geometry: Polygon, properties: Record<string, string>): Feature<Polygon> {
  return { type: 'Feature', properties, geometry };
}

function leastLatitude(layers: BuiltLayers): number {
  const latitudes = [...layers.values()].flatMap(({ united }) => {
    const [, south, , north] = boxOf(united.polygons.flatMap(({ coordinates }) => coordinates[0] ?? []));
    return south <= 0 && north >= 0 ? [0] : [Math.min(Math.abs(south), Math.abs(north))];
  });
  return Math.max(0, Math.min(...latitudes) - 1);
}
