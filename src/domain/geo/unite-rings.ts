import { type Box, boxOf, isTouchingBox } from './box.ts';
import { type EdgeIndex, seamUnits } from './edge-index.ts';
import { edgesNear } from './edges-near.ts';
import type { OwnedRings, RingSet } from './ring-set.ts';
import { windingNumber } from './winding-number.ts';

/**
 * The rings with every edge cut where others meet it, and each piece hidden that has the union on both its sides: inside
 * another polygon, or on a border two polygons share. `index` is that of the rings as they are; they come back when no two polygons meet.
 */
export function uniteRings(rings: OwnedRings, index: EdgeIndex): RingSet {
  const neighbours = neighboursOf(rings);
  if (neighbours.every(({ length }) => length === 0)) return rings;
  const xy: number[] = [];
  const hidden: number[] = [];
  const starts = [0];
  for (let ring = 0; ring + 1 < rings.starts.length; ring += 1) {
    for (const edge of edgesOfRing(rings, ring)) {
      const isAlone = !(neighbours[ring] ?? []).some((box) => isTouchingBox(box, boxOfEdge(edge)));
      for (const piece of isAlone ? [edge] : cut(edge, index)) {
        xy.push(piece[0], piece[1]);
        hidden.push(!isAlone && isHidden(piece, edge, index) ? 1 : 0);
      }
    }
    starts.push(hidden.length);
  }
  return {
    grid: rings.grid,
    xy: Int32Array.from(xy),
    starts: Uint32Array.from(starts),
    hidden: Uint8Array.from(hidden),
  };
}

type Piece = readonly [x1: number, y1: number, x2: number, y2: number];

/** For each ring the boxes (units) of the other polygons whose boxes touch that of its own. */
function neighboursOf(rings: OwnedRings): Box[][] {
  const boxes = new Map<number, Box>();
  for (const [ring, owner] of rings.owners.entries()) if (!boxes.has(owner)) boxes.set(owner, boxOfRing(rings, ring));
  return rings.owners.map((owner) => {
    const own = boxes.get(owner);
    return [...boxes].flatMap(([other, box]) => (own && other !== owner && isTouchingBox(own, box) ? [box] : []));
  });
}

/** A polygon's first ring is its outer one. */
function boxOfRing(rings: RingSet, ring: number): Box {
  return boxOf(edgesOfRing(rings, ring));
}

function boxOfEdge([x1, y1, x2, y2]: Piece): Box {
  return [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)];
}

function edgesOfRing({ xy, starts }: RingSet, ring: number): Piece[] {
  const [first, end] = [starts[ring] as number, starts[ring + 1] as number];
  const vertexAt = (vertex: number): [number, number] => [xy[2 * vertex] as number, xy[2 * vertex + 1] as number];
  return Array.from({ length: end - first }, (_, step) => {
    const vertex = first + step;
    return [...vertexAt(vertex), ...vertexAt(vertex + 1 === end ? first : vertex + 1)];
  });
}

/** An edge cut where other edges' lines meet it; a needless cut does no harm: every piece is judged by itself. */
function cut(edge: Piece, index: EdgeIndex): Piece[] {
  const [x1, y1, x2, y2] = edge;
  const shares = edgesNear(index, edge).flatMap((other) => crossing(edge, other));
  const inner = shares.filter((share) => share > 0 && share < 1).sort((one, other) => one - other);
  const corners = inner.map(
    (share) => [Math.round(x1 + share * (x2 - x1)), Math.round(y1 + share * (y2 - y1))] as const,
  );
  const ends = [...corners, [x2, y2] as const];
  const begins = [[x1, y1] as const, ...corners];
  return begins
    .map(([x, y], at): Piece => [x, y, ...(ends[at] ?? [x, y])])
    .filter((piece) => piece[0] !== piece[2] || piece[1] !== piece[3]);
}

/** The share of `edge` where the line of `other` crosses its line; none for parallels, whose ends the next edges mark. */
function crossing(edge: Piece, other: Piece): number[] {
  const [dx, dy] = [edge[2] - edge[0], edge[3] - edge[1]];
  const [ex, ey] = [other[2] - other[0], other[3] - other[1]];
  const cross = dx * ey - dy * ex;
  return cross === 0 ? [] : [((other[0] - edge[0]) * ey - (other[1] - edge[1]) * ex) / cross];
}

/** Whether the union lies on both sides, a seam's width from the piece's middle: sideways from its edge, for a piece of a few units may point anywhere. */
function isHidden([x1, y1, x2, y2]: Piece, [fromX, fromY, toX, toY]: Piece, index: EdgeIndex): boolean {
  const length = Math.hypot(toX - fromX, toY - fromY);
  const [aside, along] = [(-(toY - fromY) / length) * seamUnits, ((toX - fromX) / length) * seamUnits];
  const [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2];
  return windingNumber(index, x + aside, y + along) !== 0 && windingNumber(index, x - aside, y - along) !== 0;
}
