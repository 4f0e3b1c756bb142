import type { LocalMercator } from '../../packages/local-mercator.ts';
import { type GridRing, gridPerDegree } from '../grid.ts';

/** Rings are measured in whole millimetres of a local map. */
export const stepsPerMeter = 1000;
/** Longer lines bend visibly between a transverse Mercator and lon/lat: over 1 km by 15 mm. */
const straightSteps = 1000 * stepsPerMeter;

/** A ring or line of the grid as millimetres on a local map. */
export function toMillimetres(ring: GridRing, mercator: LocalMercator): GridRing {
  const local = new Float64Array(ring.length);
  for (let at = 0; at < ring.length; at += 2) {
    const [x, y] = mercator.project((ring[at] as number) / gridPerDegree, (ring[at + 1] as number) / gridPerDegree);
    local[at] = Math.round(x * stepsPerMeter);
    local[at + 1] = Math.round(y * stepsPerMeter);
  }
  return local;
}

/** A closed ring of millimetres back on the grid, its long lines cut short first. */
export function toGrid(local: GridRing, mercator: LocalMercator): GridRing {
  const ring = shortened(local, straightSteps);
  const grid = new Float64Array(ring.length);
  for (let at = 0; at < ring.length; at += 2) {
    const [lon, lat] = mercator.unproject(
      (ring[at] as number) / stepsPerMeter,
      (ring[at + 1] as number) / stepsPerMeter,
    );
    grid[at] = Math.round(lon * gridPerDegree);
    grid[at + 1] = Math.round(lat * gridPerDegree);
  }
  return grid;
}

/** A closed ring with points put in, so that no line is longer than so many steps. */
export function shortened(ring: GridRing, most: number): GridRing {
  const points: number[] = [];
  for (let at = 0; at < ring.length; at += 2) {
    const next = (at + 2) % ring.length;
    const [x, y] = [ring[at] as number, ring[at + 1] as number];
    const [dx, dy] = [(ring[next] as number) - x, (ring[next + 1] as number) - y];
    const pieces = Math.max(1, Math.ceil(Math.hypot(dx, dy) / most));
    for (let piece = 0; piece < pieces; piece += 1) points.push(x + (dx * piece) / pieces, y + (dy * piece) / pieces);
  }
  return points.length === ring.length ? ring : Float64Array.from(points, Math.round);
}
