import type { Clipper } from '../clipper.ts';
import { type Finding, fault, repair } from '../findings.ts';
import { boxOfRings, type GridRing, gridPerDegree, signedArea } from '../grid.ts';
import type { SourceRing, SourceShape } from '../source/source.ts';
import { cleanPolygon } from './clean-polygon.ts';
import { type PlacedRing, type Placing, placeRing } from './place-ring.ts';
import { sortRings } from './sort-rings.ts';

/** What became of a feature: clean polygons, each as rings without crossings, with what was repaired; or why it is refused. */
export type TakenFeature =
  | { readonly ok: true; readonly polygons: readonly (readonly GridRing[])[]; readonly repairs: readonly Finding[] }
  | { readonly ok: false; readonly fault: Finding };

const mostPoints = 2_000_000;
/** A forest or village wider than this (some 300 km) is a mistake. */
const widestDegrees = 3;

/** Repairs a feature as far as it can be repaired. `prescribesOrder`: the format says which way outer rings run (counter-clockwise). */
export function takeFeature(
  shape: SourceShape,
  placing: Placing,
  clipper: Clipper,
  prescribesOrder: boolean,
): TakenFeature {
  if (shape.kind === 'empty') return refuse(fault('empty', null, 'shape'));
  if (shape.kind === 'other') return refuse(fault('not-a-polygon', null, shape.type));
  if (shape.kind === 'unreadable') return refuse(fault('unreadable', null, shape.because));
  const source = shape.kind === 'rings' ? [shape.rings] : shape.polygons;
  const points = source.flat().reduce((sum, ring) => sum + ring.length / 2, 0);
  if (points > mostPoints) return refuse(fault('absurd-size', null, `${points} points`));
  const placed = source.map((rings) => placeAll(rings, placing));
  const bad = placed.flat().find((one) => !one.ok);
  if (bad && !bad.ok) return refuse(bad.fault);
  const rings = placed.map((polygon) => polygon.flatMap((one) => (one.ok ? [one.ring] : [])));
  const repairs = placed.flat().flatMap((one) => (one.ok ? one.repairs : []));
  const wide = tooWide(rings.flat());
  if (wide) return refuse(wide);
  if (shape.kind === 'polygons') return cleanAll(rings, [...repairs, ...turnedRings(rings, prescribesOrder)], clipper);
  const sorted = sortRings(
    rings.flat().filter(({ length }) => length >= 6),
    'clockwise',
  );
  return cleanAll(sorted.polygons, [...repairs, ...sorted.repairs], clipper);
}

function refuse(because: Finding): TakenFeature {
  return { ok: false, fault: because };
}

function placeAll(rings: readonly SourceRing[], placing: Placing): PlacedRing[] {
  return rings.map((ring) => placeRing(ring, placing));
}

function tooWide(rings: readonly GridRing[]): Finding | null {
  const [west, south, east, north] = boxOfRings(rings);
  const degrees = Math.max(east - west, north - south) / gridPerDegree;
  if (!(degrees > widestDegrees)) return null;
  return fault(
    'absurd-size',
    [west / gridPerDegree, south / gridPerDegree],
    `${degrees.toFixed(1)}° from side to side`,
  );
}

function turnedRings(polygons: readonly (readonly GridRing[])[], prescribesOrder: boolean): Finding[] {
  if (!prescribesOrder) return [];
  const turned = polygons.flatMap((rings) => rings.filter((ring, at) => signedArea(ring) < 0 === (at === 0)));
  const [first] = turned;
  return first ? [repair('ring-order', [(first[0] ?? 0) / gridPerDegree, (first[1] ?? 0) / gridPerDegree])] : [];
}

function cleanAll(
  polygons: readonly (readonly GridRing[])[],
  repairs: readonly Finding[],
  clipper: Clipper,
): TakenFeature {
  if (polygons.length === 0) return refuse(fault('empty', null, 'ring'));
  const cleaned = polygons.map((rings) => cleanPolygon(rings, clipper));
  const bad = cleaned.find((one) => !one.ok);
  if (bad && !bad.ok) return refuse(bad.fault);
  const good = cleaned.flatMap((one) => (one.ok ? [one] : []));
  return {
    ok: true,
    polygons: good.map(({ rings }) => rings),
    repairs: [...repairs, ...good.flatMap((one) => one.repairs)],
  };
}
