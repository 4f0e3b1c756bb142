import type { Position } from 'geojson';
import { snap } from './grid.ts';
import { localMercator } from './local-mercator.ts';
import { between, type Random } from './seeded-random.ts';

/** An oval to be made irregular: half axes in metres, the longer one turned by `turn` radians from east. */
export interface Oval {
  readonly center: readonly [lon: number, lat: number];
  readonly halfMeters: readonly [number, number];
  readonly turn: number;
}

const waves = 13;

/** A closed counter-clockwise ring that looks grown: an oval bent by waves that weaken as they shorten. `wildness` 0 … 0.4. */
export function naturalOutline(
  random: Random,
  { center, halfMeters, turn }: Oval,
  points: number,
  wildness: number,
): Position[] {
  const bends = Array.from({ length: waves }, (_, index) => ({
    size: (wildness * between(random, 0.3, 1)) / (index + 2) ** 0.9,
    phase: between(random, 0, 2 * Math.PI),
    times: index + 2,
  }));
  const mercator = localMercator(center[0]);
  const [x0, y0] = mercator.project(...center);
  const ring = Array.from({ length: points }, (_, index) => {
    const angle = (2 * Math.PI * (index + between(random, -0.3, 0.3))) / points;
    const reach = bends.reduce((sum, { size, phase, times }) => sum + size * Math.cos(times * angle + phase), 1);
    const [x, y] = [halfMeters[0] * Math.cos(angle), halfMeters[1] * Math.sin(angle)].map(
      (half) => half * Math.max(0.35, reach),
    ) as [number, number];
    return snap(
      mercator.unproject(x0 + x * Math.cos(turn) - y * Math.sin(turn), y0 + x * Math.sin(turn) + y * Math.cos(turn)),
    );
  });
  return [...ring, ...ring.slice(0, 1)];
}
