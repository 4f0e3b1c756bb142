import type { Polygon } from 'geojson';
import { boxOf, isTouchingBox } from './box.ts';
import { type BoxedPolygon, isInsideAny } from './boxed-polygon.ts';

/** An edge straight in lon/lat: lon1, lat1, lon2, lat2. */
export type Edge = readonly [number, number, number, number];

/** How far beside an edge's middle its two sides are looked at, in degrees: a tenth of a millimetre. */
const asideDegrees = 1e-9;

/**
 * The edges of the union of valid polygons: every piece of an edge that has the union on one side only. Edges are cut
 * where other polygons' edges meet them; pieces inside another polygon, and borders two polygons share, fall away.
 */
export function unionEdges(polygons: readonly BoxedPolygon[]): Edge[] {
  return polygons.flatMap((own) => {
    const others = polygons.filter((other) => other !== own && isTouchingBox(own.box, other.box));
    const edges = edgesOf(own.polygon);
    return others.length === 0 ? edges : edges.flatMap((edge) => exposedPieces(edge, own, others));
  });
}

function edgesOf(polygon: Polygon): Edge[] {
  return polygon.coordinates.flatMap((ring) =>
    ring.slice(1).map((to, index): Edge => {
      const from = ring[index] as number[];
      return [from[0] as number, from[1] as number, to[0] as number, to[1] as number];
    }),
  );
}

function exposedPieces(edge: Edge, own: BoxedPolygon, others: readonly BoxedPolygon[]): Edge[] {
  const edgeBox = boxOfEdge(edge);
  const near = others.filter(({ box }) => isTouchingBox(box, edgeBox));
  if (near.length === 0) return [edge];
  const around = [own, ...near];
  return piecesOf(edge, cutsOf(edge, near)).filter((piece) => isExposed(piece, around));
}

function boxOfEdge([lon1, lat1, lon2, lat2]: Edge) {
  return boxOf([
    [lon1, lat1],
    [lon2, lat2],
  ]);
}

/** Where along the edge (0 … 1, ascending, ends included) other polygons' edges meet it. */
function cutsOf(edge: Edge, near: readonly BoxedPolygon[]): number[] {
  const edgeBox = boxOfEdge(edge);
  const cuts = near
    .flatMap(({ polygon }) => edgesOf(polygon))
    .filter((other) => isTouchingBox(edgeBox, boxOfEdge(other)))
    .flatMap((other) => crossing(edge, other))
    .filter((share) => share > 0 && share < 1);
  return [0, ...cuts.sort((one, other) => one - other), 1];
}

/** The share of `edge` where the line of `other` crosses its line; none for parallels, whose ends the next edges mark. */
function crossing(edge: Edge, other: Edge): number[] {
  const [dx, dy] = [edge[2] - edge[0], edge[3] - edge[1]];
  const [ex, ey] = [other[2] - other[0], other[3] - other[1]];
  const cross = dx * ey - dy * ex;
  // A crossing beyond the ends of `other` is a needless cut, and harmless: every piece is judged by itself.
  return cross === 0 ? [] : [((other[0] - edge[0]) * ey - (other[1] - edge[1]) * ex) / cross];
}

function piecesOf([lon1, lat1, lon2, lat2]: Edge, cuts: readonly number[]): Edge[] {
  const at = (share: number): [number, number] =>
    share === 1 ? [lon2, lat2] : [lon1 + share * (lon2 - lon1), lat1 + share * (lat2 - lat1)];
  return cuts
    .slice(1)
    .map((cut, index): Edge => [...at(cuts[index] as number), ...at(cut)])
    .filter((piece) => piece[0] !== piece[2] || piece[1] !== piece[3]);
}

function isExposed([lon1, lat1, lon2, lat2]: Edge, around: readonly BoxedPolygon[]): boolean {
  const length = Math.hypot(lon2 - lon1, lat2 - lat1);
  const [aside, along] = [(-(lat2 - lat1) / length) * asideDegrees, ((lon2 - lon1) / length) * asideDegrees];
  const [lon, lat] = [(lon1 + lon2) / 2, (lat1 + lat2) / 2];
  return !(isInsideAny(around, lon + aside, lat + along) && isInsideAny(around, lon - aside, lat - along));
}
