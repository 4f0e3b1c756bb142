import type { Polygon } from 'geojson';
import { describe, expect, it } from 'vitest';
import { checkOutline, mostOutlinePoints } from '../../../src/domain/geo/check-outline.ts';
import { aBox } from '../../support/builders.ts';

const square = aBox(122, 37.2, 122.01, 37.21);
const rings = (...coordinates: number[][][]): Polygon => ({ type: 'Polygon', coordinates });
const [outer = []] = square.coordinates;

describe('a drawn area', () => {
  it.each([
    ['a square', square],
    ['a square with a hole', aBox(122, 37.2, 122.01, 37.21, [aBox(122.002, 37.202, 122.004, 37.204)])],
    ['a point named twice in a row', rings([[122, 37.2], ...outer])],
    [
      'a concave one',
      rings([
        [122, 37.2],
        [122.02, 37.2],
        [122.01, 37.205],
        [122.02, 37.21],
        [122, 37.21],
        [122, 37.2],
      ]),
    ],
    ['one with a point in the middle of a straight edge', rings([[122, 37.2], [122.005, 37.2], ...outer.slice(1)])],
  ])('is fine: %s', (_, polygon) => {
    expect(checkOutline(polygon)).toBeNull();
  });

  const many = Array.from({ length: mostOutlinePoints }, (_, index) => {
    const angle = (index / mostOutlinePoints) * 2 * Math.PI;
    return [122.1 + 0.01 * Math.cos(angle), 37.2 + 0.01 * Math.sin(angle)];
  });
  it.each([
    ['not-a-polygon', null],
    ['not-a-polygon', { type: 'Point', coordinates: [122, 37] }],
    ['not-a-polygon', { type: 'Polygon', coordinates: [] }],
    [
      'not-a-number',
      rings([
        [122, Number.NaN],
        [122.01, 37.2],
        [122.01, 37.21],
        [122, Number.NaN],
      ]),
    ],
    ['not-a-number', { type: 'Polygon', coordinates: [outer.map(([lon, lat]) => [lon, lat, 80])] }],
    ['swapped-axes', rings(outer.map(([lon = 0, lat = 0]) => [lat, lon]))],
    ['outside-weihai', aBox(120.3, 36, 120.4, 36.1)],
    [
      'too-few-points',
      rings([
        [122, 37.2],
        [122.01, 37.2],
        [122, 37.2],
      ]),
    ],
    ['not-closed', rings(outer.slice(0, 4))],
    ['too-many-points', rings([...many, many[0] ?? []])],
    ['too-wide', aBox(122, 37.2, 122.23, 37.201)],
    ['too-small', aBox(122, 37.2, 122.000_005, 37.200_005)],
    [
      'self-crossing',
      rings([
        [122, 37.2],
        [122.01, 37.21],
        [122.01, 37.2],
        [122, 37.21],
        [122, 37.2],
      ]),
    ],
    [
      'self-crossing',
      rings([
        [122, 37.2],
        [122.02, 37.2],
        [122.01, 37.2],
        [122.01, 37.21],
        [122, 37.2],
      ]),
    ],
    ['self-crossing', aBox(122, 37.2, 122.01, 37.21, [aBox(122.009, 37.202, 122.012, 37.204)])],
    ['hole-outside', aBox(122, 37.2, 122.01, 37.21, [aBox(122.02, 37.202, 122.03, 37.204)])],
    [
      'hole-outside',
      aBox(122, 37.2, 122.01, 37.21, [aBox(122.001, 37.201, 122.009, 37.209), aBox(122.004, 37.204, 122.005, 37.205)]),
    ],
  ])('is refused as %s', (kind, polygon) => {
    expect(checkOutline(polygon)?.kind).toBe(kind);
  });

  it('says where it crosses itself', () => {
    const bow = rings([
      [122, 37.2],
      [122.01, 37.21],
      [122.01, 37.2],
      [122, 37.21],
      [122, 37.2],
    ]);
    expect(checkOutline(bow)?.at).toEqual([122.01, 37.2]);
  });
});
