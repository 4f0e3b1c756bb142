import geodesic from 'geographiclib-geodesic';
import type { Polygon, Position } from 'geojson';

/**
 * What the product's geometry is checked against: GeographicLib's geodesics on WGS 84 to points sampled along edges that
 * are straight in lon/lat, refined by golden section. Slow, and shares no code with the product.
 */
const wgs84 = geodesic.Geodesic.WGS84;
const goldenShare = (Math.sqrt(5) - 1) / 2;

/** Geodesic metres between two positions. */
export function metersBetween([lon1 = 0, lat1 = 0]: Position, [lon2 = 0, lat2 = 0]: Position): number {
  return wgs84.Inverse(lat1, lon1, lat2, lon2).s12 as number;
}

/** The position so many metres from another in a direction (degrees clockwise from north). */
export function positionFrom(
  [lon = 0, lat = 0]: Position,
  azimuth: number,
  meters: number,
): [lon: number, lat: number] {
  const { lon2, lat2 } = wgs84.Direct(lat, lon, azimuth, meters);
  return [lon2 as number, lat2 as number];
}

/** Metres from a position to the nearest edge of any of the polygons, negative inside one of them. */
export function trueSignedDistance(at: Position, polygons: readonly Polygon[]): number {
  const meters = trueMetersToRings(
    at,
    polygons.flatMap(({ coordinates }) => coordinates),
  );
  return polygons.some((polygon) => isTrulyInside(at, polygon)) ? -meters : meters;
}

/** Metres from a position to the nearest edge of the rings. */
export function trueMetersToRings(at: Position, rings: readonly (readonly Position[])[]): number {
  const edges = rings.flatMap((ring) => ring.slice(1).map((to, index) => [ring[index] as Position, to] as const));
  const least = edges.map(([from, to]) => roughly(at, from, to));
  const first = edges[least.indexOf(Math.min(...least))];
  if (!first) return Infinity;
  return edges.reduce(
    (best, [from, to], index) => ((least[index] as number) >= best ? best : Math.min(best, toEdge(at, from, to))),
    toEdge(at, ...first),
  );
}

/** Whether a ray to the east leaves the polygon an odd number of times. */
export function isTrulyInside([lon = 0, lat = 0]: Position, { coordinates }: Polygon): boolean {
  const crossings = coordinates.flatMap((ring) =>
    ring.slice(1).filter(([lon2 = 0, lat2 = 0], index) => {
      const [lon1 = 0, lat1 = 0] = ring[index] as Position;
      return lat1 > lat !== lat2 > lat && lon < lon1 + ((lon2 - lon1) * (lat - lat1)) / (lat2 - lat1);
    }),
  );
  return crossings.length % 2 === 1;
}

/** Less than the true distance to an edge up to 20 km away: measured on a flat map of the query's parallel, less 1 %. */
function roughly([lon = 0, lat = 0]: Position, from: Position, to: Position): number {
  const flat = ([lon1 = 0, lat1 = 0]: Position) =>
    [(lon1 - lon) * 110_900 * Math.cos((lat * Math.PI) / 180), (lat1 - lat) * 110_900] as const;
  const [[x1, y1], [x2, y2]] = [flat(from), flat(to)];
  const squared = (x2 - x1) ** 2 + (y2 - y1) ** 2;
  const share = Math.min(1, Math.max(0, -(x1 * (x2 - x1) + y1 * (y2 - y1)) / squared || 0));
  return 0.99 * Math.sqrt((x1 + share * (x2 - x1)) ** 2 + (y1 + share * (y2 - y1)) ** 2);
}

function toEdge(at: Position, from: Position, to: Position): number {
  const metersAt = (share: number) => metersBetween(at, along(from, to, share));
  const steps = Math.max(4, Math.ceil(metersBetween(from, to) / 100));
  const sampled = Array.from({ length: steps + 1 }, (_, step) => metersAt(step / steps));
  const best = sampled.indexOf(Math.min(...sampled));
  return refine(metersAt, Math.max(0, best - 1) / steps, Math.min(steps, best + 1) / steps);
}

function along([lon1 = 0, lat1 = 0]: Position, [lon2 = 0, lat2 = 0]: Position, share: number): Position {
  return [lon1 + share * (lon2 - lon1), lat1 + share * (lat2 - lat1)];
}

function refine(metersAt: (share: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let round = 0; round < 36; round += 1) {
    const [left, right] = [high - goldenShare * (high - low), low + goldenShare * (high - low)];
    if (metersAt(left) < metersAt(right)) high = right;
    else low = left;
  }
  return Math.min(metersAt((low + high) / 2), metersAt(from), metersAt(to));
}
