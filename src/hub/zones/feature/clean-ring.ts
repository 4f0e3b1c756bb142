import { localMetricAt } from '../../../domain/geo/local-metric.ts';
import type { Clipper } from '../clipper.ts';
import { type Finding, fault, repair } from '../findings.ts';
import {
  areaOfRings,
  degreesAt,
  type GridRing,
  gridPerDegree,
  perimeter,
  positionsOf,
  reversed,
  signedArea,
} from '../grid.ts';

/** A ring without crossings: the area it encloses as rings, outer ones counter-clockwise. Empty when it encloses nothing. */
export type CleanRing =
  | { readonly ok: true; readonly rings: readonly GridRing[]; readonly repairs: readonly Finding[] }
  | { readonly ok: false; readonly fault: Finding };

/** A crossing is small when what it leaves in doubt is no more than this share of the ring's area, and no more than this. */
const smallShare = 0.01;
const smallSquareMeters = 10_000;

/**
 * Takes out what a ring has of crossings and touches.
 *
 * | Area in doubt (winding neither 0 nor 1)  | Falls apart? | Result                                        |
 * |------------------------------------------|--------------|-----------------------------------------------|
 * | none                                     | no           | the ring                                      |
 * | none                                     | yes          | its parts: it touched itself                  |
 * | ≤ 1 % of the area and ≤ 1 ha             | –            | the union by winding, with a repair           |
 * | more                                     | –            | refused: nobody can tell what was meant       |
 */
export function cleanRing(ring: GridRing, clipper: Clipper): CleanRing {
  const ahead = signedArea(ring) < 0 ? reversed(ring) : ring;
  const united = clipper.union([ahead]);
  const area = areaOfRings(united);
  if (united.length === 0 || area < 1) return { ok: true, rings: [], repairs: [] };
  const isSame = united.length === 1 && Math.abs(area - signedArea(ahead)) <= perimeter(ahead);
  if (isSame && united[0]?.length === ring.length) return { ok: true, rings: united, repairs: [] };
  const doubtful = areaInDoubt(ahead, area, clipper);
  const at = meetingPlace(ahead, united);
  const m2 = squareMeters(doubtful, ring);
  if (doubtful <= 2 * perimeter(ahead)) {
    return { ok: true, rings: united, repairs: united.length > 1 ? [repair('self-touching', at)] : [] };
  }
  if (doubtful > smallShare * area || m2 > smallSquareMeters)
    return { ok: false, fault: fault('self-crossing', at, m2) };
  return { ok: true, rings: united, repairs: [repair('small-crossing', at, m2)] };
}

/** What is wound about twice, and what is wound about the wrong way. */
function areaInDoubt(ring: GridRing, area: number, clipper: Clipper): number {
  const twice = area - areaOfRings(clipper.union([ring], 'even-odd'));
  const backwards = area - areaOfRings(clipper.union([ring], 'positive'));
  return twice + backwards;
}

/** A point the union has and the ring has not lies where two edges cross; otherwise a point the ring passes twice. */
function meetingPlace(ring: GridRing, united: readonly GridRing[]): Finding['at'] {
  const known = new Set<string>();
  let twice: Finding['at'] = null;
  for (const [x, y] of positionsOf([ring])) {
    const key = `${x},${y}`;
    if (known.has(key)) twice ??= degreesAt(x, y);
    known.add(key);
  }
  for (const [x, y] of positionsOf(united)) if (!known.has(`${x},${y}`)) return degreesAt(x, y);
  return twice ?? degreesAt(ring[0] as number, ring[1] as number);
}

/** Square metres of an area in grid steps, near a ring. */
export function squareMeters(area: number, ring: GridRing): number {
  const { kx, ky } = localMetricAt(...degreesAt(ring[0] ?? 0, ring[1] ?? 0));
  return (area * kx * ky) / gridPerDegree ** 2;
}
