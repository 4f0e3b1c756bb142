import type { EdgeIndex } from '../../../domain/geo/edge-index.ts';
import { isInside } from '../../../domain/geo/is-inside.ts';
import { localMercator } from '../../packages/local-mercator.ts';
import type { Clipper } from '../clipper.ts';
import { boxOfRings, degreesAt, type GridRing, gridPerDegree, signedArea } from '../grid.ts';
import { unite } from '../unite.ts';
import type { Work } from '../work.ts';
import { shortened, stepsPerMeter, toGrid, toMillimetres } from './local-rings.ts';
import { arcToleranceMeters } from './tolerances.ts';

/** A polygon of no more points is grown whole; the border of a larger one in pieces, because growing costs more than its length. */
const mostWhole = 96;
const pointsPerPiece = 24;
/** About 1 km. */
const longestLine = 1e6;

/**
 * Clean polygons grown by so many metres, each in a transverse Mercator of its own, and joined. A large polygon's border is grown in
 * pieces; what that leaves open in its middle lies farther than the belt from any border, so one point tells whether it is forest.
 */
export async function growBelt(
  polygons: readonly (readonly GridRing[])[],
  meters: number,
  isBase: readonly EdgeIndex[],
  clipper: Clipper,
  work: Work,
): Promise<GridRing[]> {
  const grown: GridRing[][] = [];
  for (const [done, polygon] of polygons.entries()) {
    await work.step(done, polygons.length);
    for (const piece of piecesOf(polygon)) grown.push(growPiece(piece, meters, clipper));
  }
  const joined = await unite(grown, clipper, work);
  return joined.filter((ring) => signedArea(ring) > 0 || !isFilled(ring, isBase));
}

/** Polygons shrunk by so many metres; what is narrower than twice that vanishes. */
export function shrink(polygons: readonly (readonly GridRing[])[], meters: number, clipper: Clipper): GridRing[] {
  return polygons.flatMap((rings) => growPiece({ kind: 'rings', rings }, -meters, clipper));
}

type Piece = { readonly kind: 'rings' | 'line'; readonly rings: readonly GridRing[] };

function piecesOf(polygon: readonly GridRing[]): Piece[] {
  const points = polygon.reduce((sum, ring) => sum + ring.length / 2, 0);
  if (points <= mostWhole) return [{ kind: 'rings', rings: polygon }];
  return polygon.flatMap((ring) =>
    linesOf(shortened(ring, longestLine)).map((line): Piece => ({ kind: 'line', rings: [line] })),
  );
}

/** A ring cut into lines, each beginning where the one before it ends. */
function linesOf(ring: GridRing): GridRing[] {
  const closed = new Float64Array(ring.length + 2);
  closed.set(ring);
  closed.set(ring.subarray(0, 2), ring.length);
  const size = pointsPerPiece * 2;
  return Array.from({ length: Math.ceil(ring.length / size) }, (_, at) =>
    closed.subarray(at * size, at * size + size + 2),
  );
}

function growPiece({ kind, rings }: Piece, meters: number, clipper: Clipper): GridRing[] {
  const [west, , east] = boxOfRings(rings);
  const mercator = localMercator((west + east) / 2 / gridPerDegree);
  const [by, tolerance] = [meters * stepsPerMeter, arcToleranceMeters * stepsPerMeter];
  const local = rings.map((ring) => toMillimetres(kind === 'rings' ? shortened(ring, longestLine) : ring, mercator));
  const grown =
    kind === 'rings' ? clipper.inflate(local, by, tolerance) : clipper.inflateLine(local[0] as GridRing, by, tolerance);
  return grown.map((ring) => toGrid(ring, mercator));
}

function isFilled(hole: GridRing, isBase: readonly EdgeIndex[]): boolean {
  const [lon, lat] = degreesAt(hole[0] as number, hole[1] as number);
  return isBase.some((index) => isInside(index, lon, lat));
}
