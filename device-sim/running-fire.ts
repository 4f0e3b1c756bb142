import type { Condition, Site } from './scenarios.ts';
import { seededRandom } from './seeded-random.ts';

/** The front is over the whole hill in so long, of scenario time. Its smoke is ahead of it by `plumeMs`; a sensor it has reached burns within `burnMs`. */
const startMs = 20_000;
const crossingMs = 180_000;
const plumeMs = 45_000;
const burnMs = 8000;
/** Sensors closer than this are of one hill. */
const hillMeters = 6000;
const metersPerDegree = 111_320;

type Sensor = Site['sensors'][number];

/** A front with the wind over the hill of one sensor, both by the seed: smoke by sensor and moment. Sensors of unknown place burn in their order. */
export function runningFire(seed: number, { sensors }: Site): (sensor: string, atMs: number) => Condition {
  const random = seededRandom(seed, 'running-fire');
  const origin = sensors[Math.floor(random() * sensors.length)];
  const bearing = random() * 2 * Math.PI;
  const hill = origin ? sensors.filter((one) => metersAlong(one, origin, null) <= hillMeters) : [];
  const along = hill.map((one, index) => (one.lon === undefined ? index : metersAlong(one, origin, bearing)));
  const [first, last] = [Math.min(...along), Math.max(...along)];
  const share = (meters: number) => (last > first ? (meters - first) / (last - first) : 0);
  const reachedAt = new Map(
    hill.map(({ id }, index) => [id, startMs + plumeMs + crossingMs * share(along[index] ?? 0)]),
  );
  return (sensor, atMs) => {
    const reached = reachedAt.get(sensor);
    if (reached === undefined) return { smoke: 0, alive: true };
    return { smoke: Math.min(1, Math.max(0, 1 - (reached - atMs) / plumeMs)), alive: atMs < reached + burnMs };
  };
}

/** How far a sensor is from another, or with a bearing (radians from north) how far along it. */
function metersAlong(one: Sensor, origin: Sensor | undefined, bearing: number | null): number {
  if (one.lon === undefined || one.lat === undefined || origin?.lon === undefined || origin.lat === undefined) return 0;
  const north = (one.lat - origin.lat) * metersPerDegree;
  const east = (one.lon - origin.lon) * metersPerDegree * Math.cos((origin.lat * Math.PI) / 180);
  return bearing === null ? Math.hypot(north, east) : north * Math.cos(bearing) + east * Math.sin(bearing);
}
