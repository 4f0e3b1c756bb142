import { isTouchingBox } from '../../../domain/geo/box.ts';
import { type Finding, repair } from '../findings.ts';
import { boxOfRings, degreesAt, type GridRing, signedArea } from '../grid.ts';
import { isEveryPointInside } from '../is-ring-inside.ts';

/** Polygons, outer ring first, and what was odd about the rings. */
export interface SortedRings {
  readonly polygons: readonly (readonly GridRing[])[];
  readonly repairs: readonly Finding[];
}

interface Sorted {
  readonly ring: GridRing;
  readonly area: number;
  readonly box: ReturnType<typeof boxOfRings>;
}

/**
 * Tells outer rings from holes by how many others each lies in, whatever way they run: in an even number it is an outer ring, in an odd
 * number a hole of the smallest one around it. A ring that is there twice counts once. Rings that partly overlap are both outer ones.
 */
export function sortRings(rings: readonly GridRing[], outerRuns: 'clockwise' | 'either'): SortedRings {
  const all = rings.map((ring): Sorted => ({ ring, area: Math.abs(signedArea(ring)), box: boxOfRings([ring]) }));
  const distinct = all.filter((one, index) => !all.slice(0, index).some((other) => isSame(one, other)));
  const twice = distinct.length < all.length ? [repair('duplicate-ring', placeOf(rings[0]))] : [];
  const around = distinct.map((one) => distinct.filter((other) => isAround(other, one)));
  const isHole = around.map(({ length }) => length % 2 === 1);
  const polygons = distinct.flatMap((one, at) => (isHole[at] ? [] : [[one.ring]]));
  const outers = distinct.filter((_, at) => !isHole[at]);
  for (const [at, one] of distinct.entries()) {
    if (!isHole[at]) continue;
    const parent = (around[at] as Sorted[])
      .filter((other) => outers.includes(other))
      .toSorted((a, b) => a.area - b.area)[0];
    if (parent) polygons[outers.indexOf(parent)]?.push(one.ring);
  }
  const wrong = outerRuns === 'either' ? -1 : distinct.findIndex(({ ring }, at) => signedArea(ring) > 0 !== isHole[at]);
  const turned = wrong < 0 ? [] : [repair('ring-order', placeOf(distinct[wrong]?.ring))];
  return { polygons, repairs: [...twice, ...turned] };
}

function isSame(one: Sorted, other: Sorted): boolean {
  return (
    one.area === other.area &&
    one.box.every((value, at) => value === other.box[at]) &&
    one.ring.length === other.ring.length
  );
}

function isAround(outer: Sorted, inner: Sorted): boolean {
  if (outer === inner || outer.area <= inner.area || !isTouchingBox(outer.box, inner.box)) return false;
  return isEveryPointInside(inner.ring, outer.ring);
}

function placeOf(ring: GridRing | undefined): Finding['at'] {
  return ring && ring.length > 0 ? degreesAt(ring[0] as number, ring[1] as number) : null;
}
