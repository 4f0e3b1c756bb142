import { EndType, inflatePaths, JoinType, type Path64, type Paths64 } from 'clipper2-ts';
import type { Polygon, Position } from 'geojson';
import { boxOf } from '../../domain/geo/box.ts';
import { cutOnGrid, polygonsToGrid, snap } from './grid.ts';
import { type LocalMercator, localMercator } from './local-mercator.ts';

const millimetres = 1000;
/** How far an arc's chords may fall inside the circle. */
const arcToleranceMeters = 0.25;
/** Clipper wants one; round joins do not use it. */
const miterLimit = 2;
/** What moving corners onto the grid of 1e-6° can take away, and a little for the map scale at a polygon's rim. */
const gridToleranceMeters = 0.1;

/** The drawn belt lies at most this far outside the exact one, and never inside it. */
export const mostOverdrawnMeters = arcToleranceMeters + 2 * gridToleranceMeters;

/**
 * The ban area as it is drawn: every forest polygon grown by the belt in a transverse Mercator of its own, joined, less
 * the residential areas. Grown by the tolerances on top, so that the drawing never shows less than the exact belt.
 * For the eye alone: judging measures the distance to the forest's own edges.
 */
export function drawBelt(forest: readonly Polygon[], residential: readonly Polygon[], beltMeters: number): Polygon[] {
  const grown = forest.flatMap((polygon) => grow(polygon, beltMeters + arcToleranceMeters + gridToleranceMeters));
  const joined = cutOnGrid('union', grown, []);
  return cutOnGrid('difference', polygonsToGrid(joined), polygonsToGrid(residential));
}

function grow(polygon: Polygon, meters: number): Paths64 {
  const [west, , east] = boxOf(polygon.coordinates[0] ?? []);
  const mercator = localMercator((west + east) / 2);
  const rings = polygon.coordinates.map((ring) => projectRing(ring, mercator));
  const [delta, tolerance] = [meters * millimetres, arcToleranceMeters * millimetres];
  const grown = inflatePaths(rings, delta, JoinType.Round, EndType.Polygon, miterLimit, tolerance);
  return polygonsToGrid(grown.map((path) => unprojectPath(path, mercator)));
}

function projectRing(ring: readonly Position[], mercator: LocalMercator): Path64 {
  return ring.slice(1).map(([lon = Number.NaN, lat = Number.NaN]) => {
    const [x, y] = mercator.project(lon, lat);
    return { x: Math.round(x * millimetres), y: Math.round(y * millimetres) };
  });
}

function unprojectPath(path: Path64, mercator: LocalMercator): Polygon {
  const ring = path.map(({ x, y }) => snap(mercator.unproject(x / millimetres, y / millimetres)));
  return { type: 'Polygon', coordinates: [[...ring, ...ring.slice(0, 1)]] };
}
