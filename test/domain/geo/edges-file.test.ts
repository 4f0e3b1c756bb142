import fc from 'fast-check';
import type { Polygon, Position } from 'geojson';
import { describe, expect, it } from 'vitest';
import { decodeEdges } from '../../../src/domain/geo/decode-edges.ts';
import { encodeEdges } from '../../../src/domain/geo/encode-edges.ts';
import { indexPolygons } from '../../../src/domain/geo/index-polygons.ts';
import { layOutEdges } from '../../../src/domain/geo/lay-out-edges.ts';
import { openEdgeIndex } from '../../../src/domain/geo/open-edge-index.ts';
import { signedDistance } from '../../../src/domain/geo/signed-distance.ts';
import { transferHeadBytes, transferSum } from '../../../src/domain/geo/transfer-form.ts';
import { aBox } from '../../support/builders.ts';
import { fractalForests } from '../../support/fractal-forests.ts';
import { metersBetween } from '../../support/geodesic-truth.ts';

const forests = fractalForests({ seed: 3, forests: 40, vertices: 4000 });
const transfer = encodeEdges(forests);
const flat = layOutEdges(transfer);

/** The rings' vertices in degrees, as a transfer form brings them. */
function verticesOf(bytes: Uint8Array): Position[][] {
  const { grid, xy, starts } = decodeEdges(bytes);
  return Array.from({ length: starts.length - 1 }, (_, ring) =>
    Array.from({ length: starts[ring + 1]! - starts[ring]! }, (__, step) => {
      const at = 2 * (starts[ring]! + step);
      return [(xy[at]! + grid.originX) / grid.xPerDegree, (xy[at + 1]! + grid.originY) / grid.yPerDegree];
    }),
  );
}

const openRings = (polygons: readonly Polygon[]) =>
  polygons.flatMap(({ coordinates }) => coordinates.map((ring) => ring.slice(1)));

/** Bytes with some altered, and a check sum that says they are in order. */
function forged(bytes: Uint8Array, changes: readonly (readonly [number, number])[]): Uint8Array {
  const copy = bytes.slice();
  for (const [at, value] of changes) copy[transferHeadBytes + (at % (copy.length - transferHeadBytes))] = value;
  new DataView(copy.buffer).setUint32(transferHeadBytes - 4, transferSum(copy), true);
  return copy;
}

describe('the transfer form of edges', { timeout: 60_000 }, () => {
  it('moves no vertex by more than 3.2 mm', () => {
    const before = openRings(forests);
    const after = verticesOf(transfer);
    expect(after.map(({ length }) => length)).toEqual(before.map(({ length }) => length));
    const moved = after.flatMap((ring, index) => {
      const truth = before[index]!;
      // A ring may begin anywhere; here it begins where it did, one vertex earlier than `slice(1)` has it.
      return ring.map((at, step) => metersBetween(at, truth.at(step - 1)!));
    });
    expect(Math.max(...moved)).toBeLessThan(0.0032);
    expect(Math.max(...moved)).toBeGreaterThan(0.002);
  });

  it('keeps coordinates of seven decimals to the last digit', () => {
    const ring = openRings(forests)[0]!.map((at) => at.map((value) => Math.round(value * 1e7) / 1e7));
    const rounded: Polygon = { type: 'Polygon', coordinates: [[...ring, ring[0]!]] };
    const [after = []] = verticesOf(encodeEdges([rounded]));
    const digits = (positions: readonly Position[]) =>
      positions.map(([lon, lat]) => `${lon!.toFixed(9)} ${lat!.toFixed(9)}`);
    expect(digits(after).toSorted()).toEqual(digits(ring).toSorted());
  });

  it('turns rings the one way and leaves out what is no ring', () => {
    const [ring = []] = aBox(122, 37.2, 122.02, 37.22).coordinates;
    const backwards: Polygon = { type: 'Polygon', coordinates: [ring.toReversed()] };
    const line: Polygon = {
      type: 'Polygon',
      coordinates: [
        [
          [122, 37],
          [122.1, 37],
          [122, 37],
        ],
      ],
    };
    const index = openEdgeIndex(layOutEdges(encodeEdges([backwards, line])));
    expect(signedDistance(index, 122.01, 37.21)).toBeLessThan(-800);
    expect(signedDistance(index, 122.05, 37)).toBeGreaterThan(20_000);
  });

  it('has a form for nothing at all', () => {
    const index = openEdgeIndex(layOutEdges(encodeEdges([])));
    expect(signedDistance(index, 122, 37)).toBe(Infinity);
  });

  it('answers as the polygons themselves do', () => {
    const far = [forests[0]!];
    const [own, sent] = [indexPolygons(far), openEdgeIndex(layOutEdges(encodeEdges(far)))];
    for (const [lon = 0, lat = 0] of openRings(far)[0]!.filter((_, index) => index % 10 === 0)) {
      const [one, other] = [signedDistance(own, lon + 0.003, lat), signedDistance(sent, lon + 0.003, lat)];
      expect(Math.abs(one - other)).toBeLessThan(0.004);
    }
  });

  it('is refused when cut short anywhere', () => {
    fc.assert(
      fc.property(fc.nat(transfer.length - 1), (length) => {
        expect(() => layOutEdges(transfer.subarray(0, length))).toThrow(/^Edges: /);
      }),
    );
  });

  it('is refused when any byte is altered', () => {
    fc.assert(
      fc.property(fc.nat(transfer.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const altered = transfer.slice();
        altered[at] = altered[at]! ^ change;
        expect(() => layOutEdges(altered)).toThrow(/^Edges: /);
      }),
    );
  });

  it('never fails but with a word about edges, even when the check sum was made to fit', () => {
    const change = fc.tuple(fc.oneof(fc.nat(40), fc.nat(transfer.length)), fc.nat(255));
    const small = encodeEdges([aBox(122, 37.2, 122.02, 37.22)]);
    fc.assert(
      fc.property(
        fc.constantFrom(transfer, small),
        fc.array(change, { minLength: 1, maxLength: 6 }),
        (bytes, changes) => {
          try {
            openEdgeIndex(layOutEdges(forged(bytes, changes)));
          } catch (problem) {
            expect(String(problem)).toMatch(/Error: (?:Edges: |The edges )/);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('is refused when it is any other bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(() => layOutEdges(bytes)).toThrow(/^Edges: /);
      }),
    );
  });

  it.each([
    ['a coordinate that is no number', aBox(122, Number.NaN, 122.1, 37.1), 'A vertex lies at 122, NaN'],
    ['polygons over half the globe', aBox(-170, -80, 170, 80), 'too far'],
  ])('is not made of %s', (_, polygon, words) => {
    expect(() => layOutEdges(encodeEdges([polygon]))).toThrow(words);
  });
});

describe('the flat form of an index', () => {
  it('is refused when cut short, lengthened or altered', () => {
    const bytes = new Uint8Array(flat);
    expect(() => openEdgeIndex(flat.slice(0, 40))).toThrow('Edge index: cut short');
    expect(() => openEdgeIndex(flat.slice(0, -4))).toThrow(/^Edge index: \d+ bytes of \d+$/);
    fc.assert(
      fc.property(fc.oneof(fc.nat(95), fc.nat(bytes.length - 1)), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const altered = bytes.slice();
        altered[at] = altered[at]! ^ change;
        expect(() => openEdgeIndex(altered.buffer)).toThrow(/^Edge index: /);
      }),
    );
  });

  it('is refused when it was laid out in the form before', () => {
    const before = flat.slice(0);
    new Uint8Array(before).set(new TextEncoder().encode('HLE1'));
    expect(() => openEdgeIndex(before)).toThrow('Edge index: not one, or of another form or machine');
  });

  it('opens as it was closed', () => {
    const at = forests[5]!.coordinates[0]![0]!;
    const again = openEdgeIndex(flat.slice(0));
    expect(signedDistance(again, at[0]!, at[1]!)).toBe(signedDistance(openEdgeIndex(flat), at[0]!, at[1]!));
  });
});
