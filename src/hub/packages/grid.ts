import {
  booleanOpWithPolyTree,
  ClipType,
  FillRule,
  type Path64,
  type Paths64,
  type PolyPath64,
  PolyTree64,
} from 'clipper2-ts';
import type { Polygon, Position } from 'geojson';

/** Shapes are cut and joined on a grid of millionths of a degree (at most 11 cm): what is written is what was cut. */
const gridPerDegree = 1e6;

/** A position moved onto the grid. */
export function snap([lon = Number.NaN, lat = Number.NaN]: Position): [number, number] {
  return [Math.round(lon * gridPerDegree) / gridPerDegree, Math.round(lat * gridPerDegree) / gridPerDegree];
}

/** All rings of the polygons as whole numbers of the grid. */
export function polygonsToGrid(polygons: readonly Polygon[]): Paths64 {
  return polygons.flatMap(({ coordinates }) => coordinates.map(ringToGrid));
}

function ringToGrid(ring: readonly Position[]): Path64 {
  return ring.slice(0, -1).map(([lon = Number.NaN, lat = Number.NaN]) => ({
    x: Math.round(lon * gridPerDegree),
    y: Math.round(lat * gridPerDegree),
  }));
}

/** The polygons (with holes) of a union, intersection or difference of two sets of grid rings. */
export function cutOnGrid(
  operation: 'union' | 'intersection' | 'difference',
  subject: Paths64,
  clip: Paths64,
): Polygon[] {
  const kinds = { union: ClipType.Union, intersection: ClipType.Intersection, difference: ClipType.Difference };
  const tree = new PolyTree64();
  booleanOpWithPolyTree(kinds[operation], subject, clip, tree, FillRule.NonZero);
  return childrenOf(tree).flatMap(polygonsUnder);
}

function polygonsUnder(outer: PolyPath64): Polygon[] {
  const holes = childrenOf(outer);
  const rings = [outer, ...holes].map(({ poly }) => gridToRing(poly ?? []));
  return [{ type: 'Polygon', coordinates: rings }, ...holes.flatMap(childrenOf).flatMap(polygonsUnder)];
}

function childrenOf(node: PolyPath64): PolyPath64[] {
  return Array.from({ length: node.count }, (_, index) => node.child(index));
}

function gridToRing(path: Path64): Position[] {
  const ring = path.map(({ x, y }) => [x / gridPerDegree, y / gridPerDegree]);
  return [...ring, ...ring.slice(0, 1)];
}
