import type { TrackFix } from '../../src/domain/patrol/smooth-fix.ts';
import { seededRandom } from '../../src/hub/packages/seeded-random.ts';

export interface WalkOptions {
  readonly seed: number;
  readonly seconds: number;
  /** Where the walker truly is after so many seconds: metres east of the line. He walks north along it at 1.2 m/s. */
  readonly eastAt: (second: number) => number;
  /** Standard deviation of the slowly wandering error of one axis, in metres, and its time constant. */
  readonly sigmaMeters?: number;
  readonly wanderSeconds?: number;
  /** How often a reflected signal throws the position off for a while; every other time the accuracy does not admit it. */
  readonly jumpsPerHour?: number;
}

/** The line the walk is about: a meridian. West of it is inside. */
export const lineLon = 122;
const startLat = 37.2;
const metersPerDegreeLat = 110_994;
const metersPerDegreeLon = 88_806;
const startsAt = Date.parse('2027-01-15T09:00:00+08:00');

/** One fix a second from a phone whose error is a Gauss–Markov process with jumps. The same seed gives the same walk. */
export function noisyWalk(options: WalkOptions): TrackFix[] {
  const { seed, seconds, eastAt, sigmaMeters = 5, wanderSeconds = 40, jumpsPerHour = 12 } = options;
  const random = seededRandom(seed);
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const stays = Math.exp(-1 / wanderSeconds);
  const stirs = sigmaMeters * Math.sqrt(1 - stays * stays);
  let error = { east: sigmaMeters * gauss(), north: sigmaMeters * gauss() };
  let jump = { east: 0, north: 0, until: 0, isAdmitted: false };
  let jumps = 0;
  return Array.from({ length: seconds }, (_, second) => {
    error = { east: stays * error.east + stirs * gauss(), north: stays * error.north + stirs * gauss() };
    if (second >= jump.until) jump = { east: 0, north: 0, until: 0, isAdmitted: false };
    if (jump.until === 0 && random() < jumpsPerHour / 3600) {
      const [meters, angle] = [20 + 60 * random(), 2 * Math.PI * random()];
      const reach = { east: meters * Math.cos(angle), north: meters * Math.sin(angle) };
      jumps += 1;
      jump = { ...reach, until: second + 5 + Math.floor(30 * random()), isAdmitted: jumps % 2 === 0 };
    }
    const east = eastAt(second) + error.east + jump.east;
    const north = 1.2 * second + error.north + jump.north;
    const off = jump.isAdmitted ? Math.hypot(jump.east, jump.north) : 0;
    return {
      takenAt: startsAt + 1000 * second,
      lon: lineLon + east / metersPerDegreeLon,
      lat: startLat + north / metersPerDegreeLat,
      accuracyMeters: Math.max(4, sigmaMeters * (0.9 + 0.4 * random())) + off,
    };
  });
}

/** Signed metres to the line, negative west of it. */
export function edgeAtLine({ lon }: { readonly lon: number }): number {
  return (lon - lineLon) * metersPerDegreeLon;
}
