import type { Clipper } from '../clipper.ts';
import { type Finding, fault, repair } from '../findings.ts';
import { areaOfRings, degreesAt, type GridRing, perimeter, signedArea } from '../grid.ts';
import { isEveryPointInside } from '../is-ring-inside.ts';
import { type CleanRing, cleanRing, squareMeters } from './clean-ring.ts';

const sliverSquareMeters = 1;
/** Holes that stick out or overlap by no more than this share of the polygon are cut; beyond it the rings make no sense. */
const cutShare = 0.01;

/** A polygon (outer ring first) as rings without crossings, outer ones counter-clockwise, holes clockwise. */
export function cleanPolygon(rings: readonly GridRing[], clipper: Clipper): CleanRing {
  const { ordered, repairs: order } = biggestFirst(rings);
  const cleaned = ordered.map((ring) => cleanRing(ring, clipper));
  const bad = cleaned.find((one) => !one.ok);
  if (bad && !bad.ok) return bad;
  const good = cleaned.flatMap((one) => (one.ok ? [one] : []));
  const [outer, ...holes] = good.map((one) => one.rings);
  const first = ordered[0] as GridRing;
  if (!outer || outer.length === 0) return { ok: false, fault: fault('empty', placeOf(first), 'ring') };
  const dropped = holes.some((hole) => hole.length === 0) ? [repair('dropped-ring', placeOf(first))] : [];
  const cut = withoutHoles(outer, holes.flat(), first, clipper);
  if (!cut.ok) return cut;
  const m2 = squareMeters(areaOfRings(cut.rings), first);
  const sliver = m2 < sliverSquareMeters ? [repair('sliver', placeOf(first), m2)] : [];
  return {
    ok: true,
    rings: cut.rings,
    repairs: [...order, ...good.flatMap((one) => one.repairs), ...dropped, ...cut.repairs, ...sliver],
  };
}

/** Some writers put holes before the outline: then one other ring lies around all the rest. */
function biggestFirst(rings: readonly GridRing[]): { ordered: readonly GridRing[]; repairs: readonly Finding[] } {
  const area = (ring: GridRing) => Math.abs(signedArea(ring));
  const biggest = rings.reduce((most, ring) => (area(ring) > area(most) ? ring : most), rings[0] as GridRing);
  const others = rings.filter((ring) => ring !== biggest);
  if (biggest === rings[0] || !others.every((ring) => isEveryPointInside(ring, biggest)))
    return { ordered: rings, repairs: [] };
  return { ordered: [biggest, ...others], repairs: [repair('ring-order', placeOf(biggest))] };
}

function withoutHoles(
  outer: readonly GridRing[],
  holes: readonly GridRing[],
  ring: GridRing,
  clipper: Clipper,
): CleanRing {
  if (holes.length === 0) return { ok: true, rings: outer, repairs: [] };
  const rings = clipper.difference(outer, holes);
  const [whole, left] = [areaOfRings(outer), areaOfRings(rings)];
  const missed = left - (whole - areaOfRings(holes));
  const steps = [...outer, ...holes].reduce((sum, each) => sum + perimeter(each), 0);
  if (Math.abs(missed) <= 2 * steps) {
    return left < 1 ? { ok: false, fault: fault('empty', placeOf(ring), 'ring') } : { ok: true, rings, repairs: [] };
  }
  const [at, m2] = [placeOf(holes[0]), squareMeters(missed, ring)];
  if (missed > cutShare * whole) return { ok: false, fault: fault('stray-hole', at, m2) };
  return { ok: true, rings, repairs: [repair('hole-cut', at, m2)] };
}

function placeOf(ring: GridRing | undefined): Finding['at'] {
  return ring && ring.length > 0 ? degreesAt(ring[0] as number, ring[1] as number) : null;
}
