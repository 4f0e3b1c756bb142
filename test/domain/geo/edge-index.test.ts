import fc from 'fast-check';
import type { Polygon, Position } from 'geojson';
import { describe, expect, it } from 'vitest';
import { encodeEdges } from '../../../src/domain/geo/encode-edges.ts';
import { indexPolygons } from '../../../src/domain/geo/index-polygons.ts';
import { isInside } from '../../../src/domain/geo/is-inside.ts';
import { layOutEdges } from '../../../src/domain/geo/lay-out-edges.ts';
import { openEdgeIndex } from '../../../src/domain/geo/open-edge-index.ts';
import { signedDistance } from '../../../src/domain/geo/signed-distance.ts';
import { windingNumber } from '../../../src/domain/geo/winding-number.ts';
import { aBox } from '../../support/builders.ts';
import { edgesAround } from '../../support/edges-around.ts';
import { forestBounds, fractalForests } from '../../support/fractal-forests.ts';
import { isTrulyInside, positionFrom, trueMetersToRings } from '../../support/geodesic-truth.ts';

/** Evenly from 0 up to 1: not, as usual, most often near the ends. */
const share = fc.noBias(fc.integer({ min: 0, max: 1_000_000 })).map((parts) => parts / 1_000_000);
const [west, south, east, north] = forestBounds;

/** A few corners on a coarse lattice, in any order: crossing itself, touching itself, running back on itself. */
const wildRing = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 })), {
    minLength: 3,
    maxLength: 14,
    size: 'max',
  })
  .map((corners): Polygon => {
    const ring = corners.map(([x, y]): Position => [122 + x * 0.0025, 37.2 + y * 0.0025]);
    return { type: 'Polygon', coordinates: [[...ring, ring[0]!]] };
  });

/** How often a closed ring winds around a position: the angles it turns through, summed. */
function turnsAround([lon = 0, lat = 0]: Position, ring: readonly Position[]): number {
  const angles = ring.map(([x = 0, y = 0]) => Math.atan2(y - lat, x - lon));
  const turns = angles.slice(1).map((angle, index) => {
    const turn = angle - angles[index]!;
    return Math.abs(turn) <= Math.PI ? turn : turn - 2 * Math.PI * Math.sign(turn);
  });
  return Math.round(turns.reduce((sum, turn) => sum + turn, 0) / (2 * Math.PI));
}

describe('the winding number', { timeout: 60_000 }, () => {
  it('is what the turns around a point add up to, on lines through corners too', () => {
    const place = fc.oneof(
      fc.tuple(share, share),
      fc.tuple(
        fc.integer({ min: 0, max: 12 }).map((x) => x / 12),
        share,
      ),
      fc.tuple(
        share,
        fc.integer({ min: 0, max: 12 }).map((y) => y / 12),
      ),
    );
    let most = 0;
    fc.assert(
      fc.property(wildRing, place, (polygon, [x, y]) => {
        const at: Position = [121.999 + x * 0.032, 37.199 + y * 0.032];
        const [ring = []] = polygon.coordinates;
        fc.pre(trueMetersToRings(at, [ring]) > 0.01);
        const index = indexPolygons([polygon]);
        const { grid } = index;
        const winding = windingNumber(index, at[0]! * 1e8 - grid.originX, at[1]! * 1e8 - grid.originY);
        most = Math.max(most, Math.abs(winding));
        // Rings are turned counter-clockwise, so that the sign may differ.
        expect(Math.abs(winding)).toBe(Math.abs(turnsAround(at, ring)));
      }),
      { numRuns: 700 },
    );
    expect(most).toBeGreaterThan(1);
  });

  it('is that of exactly one of two neighbours on the very border they share', () => {
    const at = (polygons: readonly Polygon[], lon: number, lat: number) => {
      const index = indexPolygons(polygons);
      return windingNumber(index, lon * 1e8 - index.grid.originX, lat * 1e8 - index.grid.originY);
    };
    const corner = aBox(122, 37.2, 122.02, 37.22);
    expect(at([corner, aBox(122.02, 37.2, 122.04, 37.22)], 122.02, 37.213)).toBe(1);
    expect(at([corner, aBox(122, 37.22, 122.02, 37.24)], 122.013, 37.22)).toBe(1);
  });

  it('counts the lobes of a polygon that crosses itself, whichever way they turn', () => {
    const bow: Polygon = {
      type: 'Polygon',
      coordinates: [
        [
          [122, 37.2],
          [122.02, 37.22],
          [122.02, 37.2],
          [122, 37.22],
          [122, 37.2],
        ],
      ],
    };
    const index = indexPolygons([bow]);
    expect([122.004, 122.016].map((lon) => isInside(index, lon, 37.21))).toEqual([true, true]);
    expect([37.204, 37.216].map((lat) => isInside(index, 122.01, lat))).toEqual([false, false]);
  });
});

describe('the index', { timeout: 60_000 }, () => {
  const forests = fractalForests({ seed: 11, forests: 60, vertices: 6000, smoothness: 0.6 });
  const index = openEdgeIndex(layOutEdges(encodeEdges(forests)));
  const place = fc
    .tuple(share, share)
    .map(([x, y]): [number, number] => [
      west - 0.05 + x * (east - west + 0.1),
      south - 0.05 + y * (north - south + 0.1),
    ]);

  it('finds what looking at every edge finds', () => {
    const each = forests.map((polygon) => indexPolygons([polygon]));
    fc.assert(
      fc.property(place, ([lon, lat]) => {
        const alone = each.map((one) => Math.abs(signedDistance(one, lon, lat)));
        expect(Math.abs(signedDistance(index, lon, lat)) - Math.min(...alone)).toBeCloseTo(0, 2);
        expect(isInside(index, lon, lat)).toBe(
          forests.filter((polygon) => isTrulyInside([lon, lat], polygon)).length > 0,
        );
      }),
      { numRuns: 400 },
    );
  });

  it('finds the nearest from anywhere in between, however far apart the land lies', () => {
    const islands = [
      aBox(105, 20, 105.2, 20.1),
      aBox(122, 37.2, 122.3, 37.3),
      aBox(132, 48, 132.1, 48.2),
      aBox(110, 47, 110.01, 47.01),
    ];
    const [whole, each] = [indexPolygons(islands), islands.map((island) => indexPolygons([island]))];
    fc.assert(
      fc.property(share, share, (x, y) => {
        const [lon, lat] = [104 + x * 29, 19 + y * 30];
        const alone = each.map((one) => signedDistance(one, lon, lat));
        expect(signedDistance(whole, lon, lat)).toBe(Math.min(...alone));
      }),
      { numRuns: 400 },
    );
  });

  it('finds the nearest where a cell has more edges than its list may name', () => {
    const dense = fractalForests({ seed: 5, forests: 1, vertices: 3000 }).map(
      ({ coordinates }): Polygon => ({
        type: 'Polygon',
        coordinates: coordinates.map((ring) =>
          ring.map(([lon = 0, lat = 0]) => [122 + (lon - 122) / 60, 37.2 + (lat - 37.2) / 60]),
        ),
      }),
    );
    const crowded = indexPolygons(dense);
    const { nearby } = crowded.anchors;
    expect(nearby.some((entry) => (entry & 14) > 0)).toBe(true);
    const rings = dense.flatMap(({ coordinates }) => coordinates);
    const [[lon0 = 0, lat0 = 0] = []] = rings[0] ?? [];
    fc.assert(
      fc.property(share, share, (x, y) => {
        const at: Position = [lon0 + (x - 0.5) * 0.03, lat0 + (y - 0.5) * 0.03];
        const truth = trueMetersToRings(at, rings);
        expect(Math.abs(Math.abs(signedDistance(crowded, at[0]!, at[1]!)) - truth)).toBeLessThanOrEqual(0.05);
        if (truth > 0.01) expect(isInside(crowded, at[0]!, at[1]!)).toBe(dense.some((one) => isTrulyInside(at, one)));
      }),
      { numRuns: 25 },
    );
  });

  it('says Infinity beyond its reach and the same within', () => {
    fc.assert(
      fc.property(place, fc.double({ min: 1, max: 5000, noNaN: true }), ([lon, lat], reach) => {
        const [whole, reached] = [signedDistance(index, lon, lat), signedDistance(index, lon, lat, reach)];
        expect(reached).toBe(Math.abs(whole) < reach ? whole : Math.sign(whole) * Infinity);
      }),
      { numRuns: 400 },
    );
  });

  it('is zero on every corner and within a millimetre on every edge', () => {
    const rounded = forests.slice(0, 8).map(
      ({ coordinates }): Polygon => ({
        type: 'Polygon',
        coordinates: coordinates.map((ring) => ring.map((at) => at.map((value) => Math.round(value * 1e7) / 1e7))),
      }),
    );
    const exact = openEdgeIndex(layOutEdges(encodeEdges(rounded)));
    for (const ring of rounded.flatMap(({ coordinates }) => coordinates)) {
      for (const [step, [lon = 0, lat = 0]] of ring.slice(1).entries()) {
        const [lon0 = 0, lat0 = 0] = ring[step]!;
        expect(Math.abs(signedDistance(exact, lon, lat))).toBeLessThan(1e-5);
        expect(Math.abs(signedDistance(exact, (lon + lon0) / 2, (lat + lat0) / 2))).toBeLessThan(0.001);
      }
    }
  });

  it('knows a wood in a clearing', () => {
    const clearing = aBox(122.008, 37.208, 122.012, 37.212);
    const wood = aBox(122.0095, 37.2095, 122.0105, 37.2105);
    const sent = openEdgeIndex(layOutEdges(encodeEdges([aBox(122, 37.2, 122.02, 37.22, [clearing]), wood])));
    const lons = [121.999, 122.004, 122.009, 122.01, 122.011, 122.016, 122.021];
    expect(lons.map((lon) => isInside(sent, lon, 37.21))).toEqual([false, true, false, true, false, true, false]);
    expect(signedDistance(sent, 122.01, 37.21)).toBeCloseTo(-44.4, 1);
    expect(signedDistance(sent, 122.009, 37.21)).toBeCloseTo(44.4, 1);
  });

  it('answers nothing for a place that is no number', () => {
    expect(isInside(index, Number.NaN, 37)).toBe(false);
    expect(isInside(index, 122, Infinity)).toBe(false);
  });
});

describe('overlapping forests and shared borders', { timeout: 60_000 }, () => {
  const blot = fc
    .record({ x: share, y: share, corners: fc.array(share, { minLength: 3, maxLength: 12 }) })
    .map(({ x, y, corners }): Polygon => {
      const ring = corners.map((reach, step) =>
        positionFrom([122 + x * 0.02, 37.2 + y * 0.02], (-360 * step) / corners.length, 200 + 1500 * reach),
      );
      return { type: 'Polygon', coordinates: [[...ring, ring[0]!]] };
    });

  it('are one area, measured to its own edge', () => {
    const blots = fc.array(blot, { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(blots, share, share, (polygons, x, y) => {
        const at: Position = [121.99 + x * 0.04, 37.19 + y * 0.04];
        const toAnyEdge = trueMetersToRings(
          at,
          polygons.flatMap(({ coordinates }) => coordinates),
        );
        fc.pre(toAnyEdge > 0.01 && toAnyEdge < 1000);
        const measured = signedDistance(indexPolygons(polygons), at[0]!, at[1]!);
        const holding = polygons.filter((polygon) => isTrulyInside(at, polygon));
        expect(measured < 0).toBe(holding.length > 0);
        const own = holding.map(({ coordinates }) => trueMetersToRings(at, coordinates));
        if (own.length === 0) expect(Math.abs(measured - toAnyEdge)).toBeLessThan(0.005);
        else expect(-measured).toBeGreaterThan(Math.max(...own) - 0.005);
      }),
      { numRuns: 100 },
    );
  });

  it('know no border inside, wherever a third meets it', () => {
    const between = ([lon1 = 0, lat1 = 0]: Position, [lon2 = 0, lat2 = 0]: Position, at: number): Position => [
      lon1 + at * (lon2 - lon1),
      lat1 + at * (lat2 - lat1),
    ];
    const quad = (...corners: Position[]): Polygon => ({ type: 'Polygon', coordinates: [[...corners, corners[0]!]] });
    const inner = fc.double({ min: 0.15, max: 0.85, noNaN: true });
    fc.assert(
      fc.property(inner, inner, inner, inner, share, (p, q, r, s, t) => {
        const [a, b, c, d]: Position[] = [
          [122, 37.2],
          [122.021, 37.203],
          [122.02, 37.22],
          [122.003, 37.217],
        ];
        const [ab, cd] = [between(a!, b!, p), between(d!, c!, q)];
        const [ad, seam] = [between(a!, d!, r), between(ab, cd, s)];
        const tiles = [quad(a!, ab, seam, ad), quad(ad, seam, cd, d!), quad(ab, b!, c!, cd)];
        const [whole, tiled] = [indexPolygons([quad(a!, b!, c!, d!)]), indexPolygons(tiles)];
        for (const at of [between(ab, cd, t), between(ad, seam, t), seam, between(ab, c!, t)]) {
          const [one, other] = [signedDistance(whole, at[0]!, at[1]!), signedDistance(tiled, at[0]!, at[1]!)];
          expect(Math.abs(one - other)).toBeLessThan(0.005);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a million vertices', { timeout: 120_000 }, () => {
  it.each([
    ['in two thousand forests', 2000, 25],
    ['in one', 1, 8],
  ])('%s: agree with GeographicLib to 5 mm within 1 km', (_, count, samples) => {
    const forests = fractalForests({ seed: 20_271_031, forests: count, vertices: 1_000_000 });
    const index = openEdgeIndex(layOutEdges(encodeEdges(forests)));
    const rings = forests.flatMap(({ coordinates }) => coordinates);
    let worst = 0;
    for (let sample = 0; sample < samples; sample += 1) {
      const ring = rings[(sample * 7919) % rings.length]!;
      const at = positionFrom(ring[(sample * 104_729) % ring.length]!, sample * 47, (sample * 97) % 1000);
      const truth = trueMetersToRings(at, edgesAround(at, forests, 0.0125));
      const measured = signedDistance(index, at[0], at[1]);
      worst = Math.max(worst, Math.abs(Math.abs(measured) - truth));
      if (truth > 0.01) expect(measured < 0).toBe(forests.some((polygon) => isTrulyInside(at, polygon)));
    }
    console.info(`a million vertices, ${count} forests: at most ${(worst * 1000).toFixed(2)} mm off`);
    expect(worst).toBeLessThanOrEqual(0.005);
  });
});
