import fc from 'fast-check';
import type { Polygon, Position } from 'geojson';
import { afterAll, describe, expect, it } from 'vitest';
import { indexPolygons } from '../../../src/domain/geo/index-polygons.ts';
import { signedDistance } from '../../../src/domain/geo/signed-distance.ts';
import { aBox } from '../../support/builders.ts';
import { demoPolygons } from '../../support/demo-packages.ts';
import {
  isTrulyInside,
  metersBetween,
  positionFrom,
  trueMetersToRings,
  trueSignedDistance,
} from '../../support/geodesic-truth.ts';

const measure = (polygons: readonly Polygon[], [lon = 0, lat = 0]: Position) =>
  signedDistance(indexPolygons(polygons), lon, lat);

/** A star around a centre in or near Weihai: 3 … 40 corners, 200 m … 6 km out, long edges among them. */
const star = fc
  .record({
    lon: fc.double({ min: 121, max: 123, noNaN: true }),
    lat: fc.double({ min: 36.4, max: 37.8, noNaN: true }),
    reach: fc.double({ min: 200, max: 6000, noNaN: true }),
    corners: fc.array(fc.double({ min: 0.3, max: 1, noNaN: true }), { minLength: 3, maxLength: 40 }),
  })
  .map(({ lon, lat, reach, corners }): Polygon => {
    const ring = corners.map((share, index) =>
      positionFrom([lon, lat], (-360 * index) / corners.length, reach * share),
    );
    return { type: 'Polygon', coordinates: [[...ring, ring[0] as Position]] };
  });

/** A star and a point within 1 km of one of its edges. */
const starAndPoint = fc
  .record({
    polygon: star,
    edge: fc.nat(),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    azimuth: fc.double({ min: 0, max: 360, noNaN: true }),
    meters: fc.double({ min: 0, max: 1000, noNaN: true }),
  })
  .map(({ polygon, edge, share, azimuth, meters }) => {
    const ring = polygon.coordinates[0] as Position[];
    const start = edge % (ring.length - 1);
    const [[lon1 = 0, lat1 = 0], [lon2 = 0, lat2 = 0]] = [ring[start] as Position, ring[start + 1] as Position];
    const on: Position = [lon1 + share * (lon2 - lon1), lat1 + share * (lat2 - lat1)];
    return { polygon, at: positionFrom(on, azimuth, meters) };
  });

describe('the signed distance', { timeout: 60_000 }, () => {
  const seen = { errors: 0, points: 0 };
  const note = (error: number) => {
    seen.errors = Math.max(seen.errors, Math.abs(error));
    seen.points += 1;
  };
  afterAll(() => {
    console.info(
      `signed distance: at most ${(seen.errors * 1000).toFixed(2)} mm off within 1 km, ${seen.points} points`,
    );
  });

  it('agrees with GeographicLib to 5 mm within 1 km of any edge', () => {
    fc.assert(
      fc.property(starAndPoint, ({ polygon, at }) => {
        const error = Math.abs(measure([polygon], at)) - trueMetersToRings(at, polygon.coordinates);
        note(error);
        expect(Math.abs(error)).toBeLessThanOrEqual(0.005);
      }),
      { numRuns: 400 },
    );
  });

  it('is negative exactly inside', () => {
    fc.assert(
      fc.property(starAndPoint, ({ polygon, at }) => {
        fc.pre(trueMetersToRings(at, polygon.coordinates) > 1e-3);
        expect(measure([polygon], at) < 0).toBe(isTrulyInside(at, polygon));
      }),
      { numRuns: 200 },
    );
  });

  it('agrees with GeographicLib around the forests of the demonstration', () => {
    const [kunyushan, , likoushan] = demoPolygons('forest') as [Polygon, Polygon, Polygon];
    const corners = likoushan.coordinates.flat().filter((_, index) => index % 3 === 0);
    for (const [index, corner] of corners.entries()) {
      const at = positionFrom(corner, index * 47, (index * 97) % 1000);
      const error = measure([kunyushan, likoushan], at) - trueSignedDistance(at, [kunyushan, likoushan]);
      note(error);
      expect(Math.abs(error)).toBeLessThanOrEqual(0.005);
    }
  });

  it('is off by centimetres at most 10 km away', () => {
    const box = aBox(122, 37.2, 122.02, 37.22);
    for (const azimuth of [0, 30, 77, 135, 200, 290]) {
      const at = positionFrom([122.01, 37.21], azimuth, 11_000);
      expect(Math.abs(measure([box], at) - trueSignedDistance(at, [box]))).toBeLessThan(0.1);
    }
  });

  it('is positive in a hole and counts to its edge', () => {
    const holed = aBox(122, 37.2, 122.02, 37.22, [aBox(122.008, 37.208, 122.012, 37.212)]);
    const truth = metersBetween([122.01, 37.21], [122.008, 37.21]);
    expect(measure([holed], [122.01, 37.21])).toBeCloseTo(truth, 2);
    expect(measure([holed], [122.006, 37.21])).toBeCloseTo(-truth, 2);
  });

  it('is infinite for an empty area', () => {
    expect(measure([], [122, 37])).toBe(Infinity);
  });

  it('takes no reading from a box that merely reaches near (pruning changes nothing)', () => {
    const forest = demoPolygons('forest');
    const alone = forest.map((polygon) => [polygon]);
    fc.assert(
      fc.property(
        fc.double({ min: 121.9, max: 122.3, noNaN: true }),
        fc.double({ min: 37.2, max: 37.55, noNaN: true }),
        (lon, lat) => {
          fc.pre(forest.every((polygon) => !isTrulyInside([lon, lat], polygon)));
          const each = alone.map((polygons) => measure(polygons, [lon, lat]));
          expect(measure(forest, [lon, lat])).toBe(Math.min(...each));
        },
      ),
      { numRuns: 300 },
    );
  });
});
