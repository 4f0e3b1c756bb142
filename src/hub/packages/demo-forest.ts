import { EndType, inflatePaths, JoinType } from 'clipper2-ts';
import type { Feature, Polygon } from 'geojson';
import { cutOnGrid, polygonsToGrid, snap } from './grid.ts';
import { localMercator } from './local-mercator.ts';
import { type Clearing, type Massif, massifs } from './massifs.ts';
import { naturalOutline } from './natural-outline.ts';
import { type Random, seededRandom } from './seeded-random.ts';

const forestSeed = 20221101;
/** The synthetic stands keep this far from the shore, in metres. */
const shoreMeters = 80;
const millimetres = 1000;
/** What a cut at the shore leaves smaller than this (some 10 ha) is dropped. */
const leastSquareDegrees = 1e-5;

/** The demonstration's forests: one feature per stand, clear of the shore, with its clearings as holes. */
export function demoForest(land: readonly Polygon[]): Feature<Polygon>[] {
  const random = seededRandom(forestSeed);
  const inland = polygonsToGrid(insetFromShore(land));
  return massifs.flatMap((massif) => standsOf(massif, random, inland));
}

function standsOf(massif: Massif, random: Random, inland: ReturnType<typeof polygonsToGrid>): Feature<Polygon>[] {
  const outer = naturalOutline(random, massif, massif.points, 0.3);
  const clearings = massif.clearings.map((clearing) => clearingRing(random, clearing));
  const whole = cutOnGrid('intersection', polygonsToGrid([{ type: 'Polygon', coordinates: [outer] }]), inland);
  const holes = polygonsToGrid(clearings.map((ring): Polygon => ({ type: 'Polygon', coordinates: [ring] })));
  const { id, zh, en } = massif;
  return cutOnGrid('difference', polygonsToGrid(whole), holes)
    .filter(({ coordinates }) => squareDegrees(coordinates[0] ?? []) > leastSquareDegrees)
    .map((geometry) => ({ type: 'Feature', properties: { id, zh, en, demonstration: true }, geometry }));
}

function clearingRing(random: Random, { center, halfMeters }: Clearing) {
  return naturalOutline(random, { center, halfMeters: [halfMeters, halfMeters * 0.8], turn: 0.5 }, 22, 0.15);
}

function insetFromShore(land: readonly Polygon[]): Polygon[] {
  return land.flatMap(({ coordinates: [outer = []] }) => {
    const mercator = localMercator(outer[0]?.[0] ?? 0);
    const path = outer.slice(1).map(([lon = 0, lat = 0]) => {
      const [x, y] = mercator.project(lon, lat);
      return { x: Math.round(x * millimetres), y: Math.round(y * millimetres) };
    });
    return inflatePaths([path], -shoreMeters * millimetres, JoinType.Miter, EndType.Polygon).map((ring): Polygon => {
      const positions = ring.map(({ x, y }) => snap(mercator.unproject(x / millimetres, y / millimetres)));
      return { type: 'Polygon', coordinates: [[...positions, ...positions.slice(0, 1)]] };
    });
  });
}

function squareDegrees(ring: readonly (readonly number[])[]): number {
  const doubled = ring.slice(1).reduce((sum, [lon = 0, lat = 0], index) => {
    const [lon0 = 0, lat0 = 0] = ring[index] ?? [];
    return sum + lon0 * lat - lon * lat0;
  }, 0);
  return Math.abs(doubled) / 2;
}
