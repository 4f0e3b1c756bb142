import type { Polygon, Position } from 'geojson';
import { describe, expect, it } from 'vitest';
import { indexPolygons } from '../../../src/domain/geo/index-polygons.ts';
import { signedDistance } from '../../../src/domain/geo/signed-distance.ts';
import { aBox } from '../../support/builders.ts';
import { demoPolygons } from '../../support/demo-packages.ts';
import { isTrulyInside, metersBetween, trueMetersToRings } from '../../support/geodesic-truth.ts';
import { outlineOf } from '../../support/outline-of.ts';

const measure = (polygons: readonly Polygon[], [lon = 0, lat = 0]: Position) =>
  signedDistance(indexPolygons(polygons), lon, lat);
const edgesOf = (...polygons: Polygon[]) => outlineOf(indexPolygons(polygons));
const lengthOf = (edges: readonly (readonly [number, number, number, number])[]) =>
  edges.reduce((sum, [lon1, lat1, lon2, lat2]) => sum + Math.hypot(lon2 - lon1, lat2 - lat1), 0);

const west = aBox(122, 37.2, 122.02, 37.22);

describe('the union of overlapping polygons', () => {
  it('measures to its outer edge, not to an edge inside another polygon', () => {
    const east = aBox(122.015, 37.205, 122.035, 37.215);
    const at: Position = [122.0175, 37.21];
    // West's own east edge is 222 m away but lies inside east; the nearest outer edge is east's, to the south or north.
    const corner = metersBetween(at, [122.02, 37.205]);
    const south = metersBetween(at, [122.0175, 37.2]);
    expect(measure([west, east], at)).toBeCloseTo(-Math.min(corner, south), 1);
  });

  it('does not know the border two neighbours share', () => {
    const east = aBox(122.02, 37.2, 122.04, 37.22);
    expect(measure([west, east], [122.02, 37.21])).toBeCloseTo(-metersBetween([122.02, 37.21], [122.02, 37.2]), 1);
    expect(lengthOf(edgesOf(west, east))).toBeCloseTo(0.12, 9);
  });

  it('does not know a shared border either where only part of it is shared', () => {
    const east = aBox(122.02, 37.195, 122.04, 37.21);
    // 0.08 + 0.07 around each alone, less twice the 0.01 they share.
    expect(lengthOf(edgesOf(west, east))).toBeCloseTo(0.13, 9);
    expect(measure([west, east], [122.02, 37.215])).toBeCloseTo(0, 9);
  });

  it('keeps a border on which both lie on the same side', () => {
    const low = aBox(122, 37.2, 122.02, 37.21);
    expect(lengthOf(edgesOf(west, low))).toBeCloseTo(0.08 + 0.04, 9);
    expect(measure([west, low], [121.999, 37.205])).toBeCloseTo(metersBetween([121.999, 37.205], [122, 37.205]), 2);
  });

  it('is the same for a polygon given twice', () => {
    const at: Position = [122.01, 37.23];
    expect(measure([west, { ...west }], at)).toBe(measure([west], at));
  });

  it('forgets a polygon wholly inside another', () => {
    const inner = aBox(122.008, 37.208, 122.012, 37.212);
    expect(lengthOf(edgesOf(west, inner))).toBeCloseTo(lengthOf(edgesOf(west)), 9);
    expect(measure([west, inner], [122.01, 37.21])).toBe(measure([west], [122.01, 37.21]));
  });

  it('fills a hole that another polygon covers', () => {
    const hole = aBox(122.008, 37.208, 122.012, 37.212);
    const holed = aBox(122, 37.2, 122.02, 37.22, [hole]);
    expect(measure([holed, hole], [122.01, 37.21])).toBe(measure([west], [122.01, 37.21]));
    expect(measure([holed], [122.01, 37.21])).toBeGreaterThan(0);
  });

  it('leaves of a hole what another polygon does not cover', () => {
    const holed = aBox(122, 37.2, 122.02, 37.22, [aBox(122.008, 37.208, 122.012, 37.212)]);
    const half = aBox(122.008, 37.208, 122.01, 37.212);
    const at: Position = [122.011, 37.21];
    expect(measure([holed, half], at)).toBeCloseTo(metersBetween(at, [122.01, 37.21]), 2);
  });

  it('agrees with points sampled along the outer edge of two overlapping stands of the demonstration', () => {
    const [one, other] = demoPolygons('forest').slice(0, 2) as [Polygon, Polygon];
    const outer = (polygon: Polygon, hidden: Polygon) =>
      polygon.coordinates.flatMap((ring) => sampledOutside(ring, hidden));
    const samples = [...outer(one, other), ...outer(other, one)];
    for (const at of [
      [121.7655, 37.2305],
      [121.752, 37.229],
      [121.775, 37.231],
      [121.79, 37.233],
      [121.76, 37.2],
    ] as Position[]) {
      const truth = Math.min(...samples.map((sample) => metersBetween(at, sample)));
      const isInside = isTrulyInside(at, one) || isTrulyInside(at, other);
      const measured = measure([one, other], at);
      expect(measured < 0).toBe(isInside);
      // The nearest sample is never nearer than the edge, and misses its nearest point by half a step at most.
      expect(truth - Math.abs(measured)).toBeGreaterThan(-0.005);
      expect(truth - Math.abs(measured)).toBeLessThan(1.2);
    }
    // In the overlap the nearest edge of either stand is an inner one, so that the naive answer is wrong.
    const overlap: Position = [121.7655, 37.2305];
    expect(trueMetersToRings(overlap, [...one.coordinates, ...other.coordinates])).toBeLessThan(
      Math.abs(measure([one, other], overlap)) - 50,
    );
  });
});

/** Points every few metres along a ring, where it is not inside the other polygon. */
function sampledOutside(ring: readonly Position[], hidden: Polygon): Position[] {
  return ring.slice(1).flatMap(([lon2 = 0, lat2 = 0], index) => {
    const [lon1 = 0, lat1 = 0] = ring[index] as Position;
    return Array.from(
      { length: 150 },
      (_, step): Position => [lon1 + ((lon2 - lon1) * step) / 150, lat1 + ((lat2 - lat1) * step) / 150],
    ).filter((at) => !isTrulyInside(at, hidden));
  });
}
