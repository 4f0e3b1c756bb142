import type { Position } from 'geojson';

interface Edge {
  readonly ring: number;
  readonly place: number;
  /** How many edges its ring has. */
  readonly of: number;
  readonly a: readonly [x: number, y: number];
  readonly b: readonly [x: number, y: number];
}

/** Hundred-millionths of a degree, as the edge index counts. */
const perDegree = 1e8;

/** Where edges of closed rings cross, touch or run back on each other, near the second edge's beginning; null when they never do. Every pair is looked at: for drawn areas of hundreds of points. */
export function ringCrossing(rings: readonly (readonly Position[])[]): Position | null {
  const edges = rings.flatMap(edgesOf);
  for (const [index, one] of edges.entries()) {
    const other = edges.slice(index + 1).find((each) => areCrossing(one, each));
    if (other) return other.a.map((units) => units / perDegree);
  }
  return null;
}

/** Edges without length (a point named twice) are none. */
function edgesOf(ring: readonly Position[], number: number): Edge[] {
  const points = ring.map(([lon = 0, lat = 0]) => [Math.round(lon * perDegree), Math.round(lat * perDegree)] as const);
  const pairs = points.slice(1).flatMap((b, index) => {
    const a = points[index] ?? b;
    return a[0] === b[0] && a[1] === b[1] ? [] : [{ a, b }];
  });
  return pairs.map(({ a, b }, place) => ({ ring: number, place, of: pairs.length, a, b }));
}

function areCrossing(one: Edge, other: Edge): boolean {
  const { a, b } = one;
  const { a: c, b: d } = other;
  if (isNext(one, other)) return isBackOn(a, b, d);
  if (isNext(other, one)) return isBackOn(c, d, b);
  const [ofC, ofD] = [side(a, b, c), side(a, b, d)];
  const [ofA, ofB] = [side(c, d, a), side(c, d, b)];
  if (ofC * ofD < 0 && ofA * ofB < 0) return true;
  return (
    (ofC === 0 && isBetween(a, b, c)) ||
    (ofD === 0 && isBetween(a, b, d)) ||
    (ofA === 0 && isBetween(c, d, a)) ||
    (ofB === 0 && isBetween(c, d, b))
  );
}

function isNext(one: Edge, other: Edge): boolean {
  return one.ring === other.ring && (one.place + 1) % one.of === other.place;
}

type Point = Edge['a'];

/** Whether the edge from `b` to `c` runs back over the one from `a` to `b`. */
function isBackOn(a: Point, b: Point, c: Point): boolean {
  const isAhead = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]) >= 0;
  return side(a, b, c) === 0 && !isAhead;
}

/** -1, 0 or 1: on which side of the line from `a` to `b`. Whole numbers within a fraction of a degree: exact. */
function side(a: Point, b: Point, c: Point): number {
  return Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
}

/** Of a point on the line: whether it lies on the edge. */
function isBetween(a: Point, b: Point, c: Point): boolean {
  const isOnAxis = (axis: 0 | 1) => Math.min(a[axis], b[axis]) <= c[axis] && c[axis] <= Math.max(a[axis], b[axis]);
  return isOnAxis(0) && isOnAxis(1);
}
