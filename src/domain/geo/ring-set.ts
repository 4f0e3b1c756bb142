import type { Polygon, Position } from 'geojson';
import { type EdgeGrid, farthestUnits } from './edge-grid.ts';

/** Closed rings on a grid: outer ones counter-clockwise, holes clockwise, no vertex twice in a row, none repeated at the end. */
export interface RingSet {
  readonly grid: EdgeGrid;
  /** x, y of each vertex in units of the grid. */
  readonly xy: Int32Array;
  /** The first vertex of each ring, and the number of vertices at the end. */
  readonly starts: Uint32Array;
  /** 1 for each vertex whose edge (to the next one) lies inside the union and counts for winding alone. */
  readonly hidden: Uint8Array | null;
}

/** Rings and the number of the polygon each belongs to. */
export interface OwnedRings extends RingSet {
  readonly owners: readonly number[];
}

/**
 * The rings of polygons on a grid of so many units per degree; rings that shrink to less than a triangle fall away. Throws
 * when a coordinate is no number, or when the polygons reach farther than the grid does (±20° at 1e-8°).
 */
export function ringSetOf(polygons: readonly Polygon[], xPerDegree: number, yPerDegree: number): OwnedRings {
  const owned = polygons.flatMap(({ coordinates }, owner) =>
    coordinates.map((ring, index) => ({ owner, ring: turned(onGrid(ring, xPerDegree, yPerDegree), index === 0) })),
  );
  const kept = owned.filter(({ ring }) => ring.length >= 6);
  const [owners, rings] = [kept.map(({ owner }) => owner), kept.map(({ ring }) => ring)];
  const [originX, originY] = [middleOf(rings, 0), middleOf(rings, 1)];
  return {
    grid: { xPerDegree, yPerDegree, originX, originY },
    ...packed(rings, originX, originY),
    hidden: null,
    owners,
  };
}

function onGrid(ring: readonly Position[], xPerDegree: number, yPerDegree: number): number[] {
  const flat: number[] = [];
  for (const [lon = Number.NaN, lat = Number.NaN] of ring) {
    if (!Number.isFinite(lon) || !Number.isFinite(lat)) throw new TypeError(`A vertex lies at ${lon}, ${lat}`);
    const [x, y] = [Math.round(lon * xPerDegree), Math.round(lat * yPerDegree)];
    if (flat.at(-2) !== x || flat.at(-1) !== y) flat.push(x, y);
  }
  while (flat.length > 2 && flat[0] === flat.at(-2) && flat[1] === flat.at(-1)) flat.length -= 2;
  return flat;
}

/** The ring counter-clockwise, or clockwise, whichever way it came. */
function turned(flat: number[], isOuter: boolean): number[] {
  const isCounterClockwise = doubledArea(flat) > 0;
  if (isCounterClockwise === isOuter) return flat;
  const back: number[] = [];
  for (let at = flat.length - 2; at >= 0; at -= 2) back.push(flat[at] as number, flat[at + 1] as number);
  return back;
}

function doubledArea(flat: readonly number[]): number {
  const [x0, y0] = [flat[0] as number, flat[1] as number];
  let sum = 0;
  for (let at = 2; at + 3 < flat.length; at += 2) {
    const [x1, y1] = [(flat[at] as number) - x0, (flat[at + 1] as number) - y0];
    const [x2, y2] = [(flat[at + 2] as number) - x0, (flat[at + 3] as number) - y0];
    sum += x1 * y2 - x2 * y1;
  }
  return sum;
}

function middleOf(rings: readonly (readonly number[])[], axis: 0 | 1): number {
  let [least, most] = [Infinity, -Infinity];
  for (const ring of rings) {
    for (let at = axis; at < ring.length; at += 2) {
      least = Math.min(least, ring[at] as number);
      most = Math.max(most, ring[at] as number);
    }
  }
  if (most - least > 2 * farthestUnits) throw new RangeError('The polygons lie too far apart for one area');
  return rings.length === 0 ? 0 : Math.round((least + most) / 2);
}

function packed(rings: readonly (readonly number[])[], originX: number, originY: number) {
  const starts = new Uint32Array(rings.length + 1);
  for (const [index, ring] of rings.entries()) starts[index + 1] = (starts[index] as number) + ring.length / 2;
  const xy = new Int32Array(2 * (starts[rings.length] as number));
  for (const [index, ring] of rings.entries()) {
    const from = 2 * (starts[index] as number);
    for (let at = 0; at < ring.length; at += 2) {
      xy[from + at] = (ring[at] as number) - originX;
      xy[from + at + 1] = (ring[at + 1] as number) - originY;
    }
  }
  return { xy, starts };
}
