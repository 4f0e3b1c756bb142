import type { Feature, Polygon } from 'geojson';
import type { EdgeIndex } from '../../domain/geo/edge-index.ts';
import { indexPolygons } from '../../domain/geo/index-polygons.ts';
import { signedDistance } from '../../domain/geo/signed-distance.ts';
import { localMercator } from './local-mercator.ts';
import { type Massif, massifs } from './massifs.ts';
import { naturalOutline, type Oval } from './natural-outline.ts';
import { between, type Random, seededRandom } from './seeded-random.ts';

const villageSeed = 20271031;

/** Where a kind of village stands: metres from its middle to the nearest forest, and how many of it around each stand. */
const sitings = [
  { kind: 'belt', around: [240, 560], halfMeters: [90, 190], count: 2 },
  { kind: 'outside', around: [1100, 2600], halfMeters: [150, 320], count: 1 },
] as const;

interface Ground {
  readonly forest: EdgeIndex;
  readonly land: EdgeIndex;
}

/** The demonstration's villages: in clearings, in the belt (some across its line) and outside; none in the forest or the sea. */
export function demoVillages(land: readonly Polygon[], forest: readonly Polygon[]): Feature<Polygon>[] {
  const random = seededRandom(villageSeed);
  const ground = { forest: indexPolygons(forest), land: indexPolygons(land) };
  const inClearings = massifs.flatMap((massif) => clearingVillages(massif, random));
  const around = massifs.flatMap((massif) =>
    sitings.flatMap((siting) =>
      Array.from({ length: siting.count }, () => siteVillage(massif, siting, random, ground)),
    ),
  );
  return [...inClearings, ...apart(around.filter((village) => village !== null))].map(villageFeature);
}

function villageFeature(ring: Polygon, index: number): Feature<Polygon> {
  const number = index + 1;
  const names = { zh: `示例村${number}`, en: `Demo village ${number}` };
  return { type: 'Feature', properties: { id: `village-${number}`, ...names, demonstration: true }, geometry: ring };
}

function clearingVillages({ clearings }: Massif, random: Random): Polygon[] {
  return clearings
    .filter(({ village }) => village)
    .map(({ center, halfMeters }) =>
      villageRing(random, { center, halfMeters: [halfMeters / 2, halfMeters / 3], turn: 0.5 }),
    );
}

/** Tries places around a stand until a village keeps clear of forest and sea; null when there is no room (a small island). */
function siteVillage(massif: Massif, siting: (typeof sitings)[number], random: Random, ground: Ground): Polygon | null {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const center = somewhereAround(massif, siting.around[1], random);
    const half = between(random, siting.halfMeters[0], siting.halfMeters[1]);
    const meters = signedDistance(ground.forest, ...center);
    if (meters < siting.around[0] || meters > siting.around[1]) continue;
    const oval: Oval = { center, halfMeters: [half, half * 0.7], turn: between(random, 0, Math.PI) };
    const village = villageRing(random, oval);
    if (isClear(village, ground)) return village;
  }
  return null;
}

function somewhereAround({ center, halfMeters }: Massif, farthestMeters: number, random: Random): [number, number] {
  const mercator = localMercator(center[0]);
  const [x, y] = mercator.project(...center);
  const angle = between(random, 0, 2 * Math.PI);
  const meters = between(random, 0.5 * halfMeters[1], 1.4 * halfMeters[0] + farthestMeters);
  return mercator.unproject(x + meters * Math.cos(angle), y + meters * Math.sin(angle));
}

function villageRing(random: Random, oval: Oval): Polygon {
  return { type: 'Polygon', coordinates: [naturalOutline(random, oval, 11, 0.25)] };
}

function isClear({ coordinates: [ring = []] }: Polygon, { forest, land }: Ground): boolean {
  return ring.every(
    ([lon = 0, lat = 0]) => signedDistance(forest, lon, lat) > 15 && signedDistance(land, lon, lat) < -30,
  );
}

/** The villages that keep 100 m from all that come before them. */
function apart(villages: readonly Polygon[]): Polygon[] {
  return villages.reduce<Polygon[]>((kept, village) => {
    const others = indexPolygons(kept);
    const isFree = village.coordinates[0]?.every(([lon = 0, lat = 0]) => signedDistance(others, lon, lat) > 100);
    return isFree ? [...kept, village] : kept;
  }, []);
}
