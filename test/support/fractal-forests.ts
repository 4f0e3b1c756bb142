import type { Polygon, Position } from 'geojson';
import { between, type Random, seededRandom } from '../../src/hub/packages/seeded-random.ts';

/** How many forests and vertices, and how ragged: 0.5 like a torn edge, 1 like a smooth one. */
export interface ForestPlan {
  readonly seed: number;
  readonly forests: number;
  readonly vertices: number;
  readonly smoothness?: number;
}

/** West, south, east, north of the land the forests are strewn over: about 135 × 100 km around Weihai. */
export const forestBounds = [121.2, 36.7, 122.72, 37.6] as const;
/** Of so many forests one has a clearing, and every second clearing a wood in its middle: a polygon of its own. */
const clearingEvery = 8;

/**
 * Forests with fractal outlines (midpoint displacement around a middle), none touching another, always the same for a seed.
 * Some have clearings with a wood inside. Coordinates are not rounded. In all about as many vertices as asked for.
 */
export function fractalForests({ seed, forests, vertices, smoothness = 0.75 }: ForestPlan): Polygon[] {
  const random = seededRandom(seed);
  const [west, south, east, north] = forestBounds;
  const columns = Math.ceil(Math.sqrt(forests * 1.2));
  const rows = Math.ceil(forests / columns);
  const halfCell = 0.5 * Math.min(((east - west) * 88_900) / columns, ((north - south) * 111_000) / rows);
  const points = Math.max(8, Math.round(vertices / forests / 1.1));
  return Array.from({ length: forests }, (_, index) => {
    const middle: Position = [
      west + ((east - west) * ((index % columns) + 0.5)) / columns,
      south + ((north - south) * (Math.floor(index / columns) + 0.5)) / rows,
    ];
    const reach = halfCell * between(random, 0.45, 0.95);
    return forestAt(random, middle, reach, { points, smoothness, index });
  }).flat();
}

interface Shape {
  readonly points: number;
  readonly smoothness: number;
  readonly index: number;
}

function forestAt(random: Random, middle: Position, reach: number, { points, smoothness, index }: Shape): Polygon[] {
  const outer = outline(random, middle, reach, points, smoothness);
  if (index % clearingEvery !== 0) return [{ type: 'Polygon', coordinates: [outer] }];
  const some = Math.max(8, Math.round(points * 0.6));
  const clearing = outline(random, middle, reach * 0.3, some, smoothness).toReversed();
  const forest: Polygon = { type: 'Polygon', coordinates: [outer, clearing] };
  if (index % (2 * clearingEvery) !== 0) return [forest];
  const wood = outline(random, middle, reach * 0.08, Math.max(8, Math.round(points * 0.3)), smoothness);
  return [forest, { type: 'Polygon', coordinates: [wood] }];
}

/** A closed ring, counter-clockwise, never nearer to its middle than 0.4 and never farther from it than 1 time its reach. */
function outline(
  random: Random,
  [lon = 0, lat = 0]: Position,
  reach: number,
  points: number,
  smoothness: number,
): Position[] {
  const reaches = ragged(random, points, smoothness);
  const perLon = 111_320 * Math.cos((lat * Math.PI) / 180);
  const ring = reaches.map((share, index): Position => {
    const angle = (2 * Math.PI * (index + between(random, -0.35, 0.35))) / points;
    const meters = reach * share;
    return [lon + (meters * Math.cos(angle)) / perLon, lat + (meters * Math.sin(angle)) / 111_000];
  });
  return [...ring, ring[0] as Position];
}

/** A closed line of shares 0.4 … 1 of a reach, displaced by ever less at ever finer steps. */
function ragged(random: Random, points: number, smoothness: number): number[] {
  const levels = Math.ceil(Math.log2(points));
  const line = new Float64Array(2 ** levels + 1).fill(0);
  let swing = 1;
  for (let step = 2 ** levels; step > 1; step /= 2) {
    for (let at = step / 2; at < line.length; at += step) {
      line[at] = ((line[at - step / 2] ?? 0) + (line[at + step / 2] ?? 0)) / 2 + swing * between(random, -1, 1);
    }
    swing *= 0.5 ** smoothness;
  }
  const [least, most] = [
    line.reduce((one, other) => Math.min(one, other)),
    line.reduce((one, other) => Math.max(one, other)),
  ];
  return Array.from({ length: points }, (_, index) => {
    const value = line[Math.floor((index * (line.length - 1)) / points)] ?? 0;
    return 0.4 + (0.6 * (value - least)) / (most - least || 1);
  });
}
