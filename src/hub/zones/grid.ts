import { type Box, boxOf } from '../../domain/geo/box.ts';

/**
 * A ring on the grid of 1e-8° (a millimetre): x, y, x, y …, whole numbers held as doubles, first point not repeated. What is united on
 * the grid is what is written.
 */
export type GridRing = Float64Array;

export const gridPerDegree = 1e8;

/** Twice nothing: the shoelace sum relative to the first point, so that large coordinates cancel before they are multiplied. Positive: counter-clockwise. */
export function signedArea(ring: GridRing): number {
  const [x0, y0] = [ring[0] ?? 0, ring[1] ?? 0];
  let sum = 0;
  for (let at = 2; at + 3 < ring.length; at += 2) {
    const [ax, ay] = [at2(ring, at) - x0, at2(ring, at + 1) - y0];
    const [bx, by] = [at2(ring, at + 2) - x0, at2(ring, at + 3) - y0];
    sum += ax * by - bx * ay;
  }
  return sum / 2;
}

/** Sum of signed areas: of rings that do not overlap, outer ones counter-clockwise, it is the area covered. */
export function areaOfRings(rings: readonly GridRing[]): number {
  return rings.reduce((sum, ring) => sum + signedArea(ring), 0);
}

/** Length of a ring in grid steps. */
export function perimeter(ring: GridRing): number {
  let sum = 0;
  for (let at = 0; at < ring.length; at += 2) {
    const next = (at + 2) % ring.length;
    sum += Math.hypot(at2(ring, next) - at2(ring, at), at2(ring, next + 1) - at2(ring, at + 1));
  }
  return sum;
}

/** The same ring the other way round. */
export function reversed(ring: GridRing): GridRing {
  const turned = new Float64Array(ring.length);
  for (let at = 0; at < ring.length; at += 2) {
    turned[at] = at2(ring, ring.length - at - 2);
    turned[at + 1] = at2(ring, ring.length - at - 1);
  }
  return turned;
}

/** Smallest box around rings, in grid steps. */
export function boxOfRings(rings: readonly GridRing[]): Box {
  return boxOf(positionsOf(rings));
}

/** Every point of the rings in turn. */
export function* positionsOf(rings: readonly GridRing[]): Generator<readonly [number, number]> {
  for (const ring of rings) for (let at = 0; at < ring.length; at += 2) yield [at2(ring, at), at2(ring, at + 1)];
}

/** Longitude and latitude of a point of the grid. */
export function degreesAt(x: number, y: number): [lon: number, lat: number] {
  return [x / gridPerDegree, y / gridPerDegree];
}

function at2(ring: GridRing, index: number): number {
  return ring[index] as number;
}
