import { describe, expect, it } from 'vitest';
import { readGeoJson } from '../../../src/app/permit/read-geojson.ts';
import { aBox } from '../../support/builders.ts';

const square = aBox(122, 37.2, 122.01, 37.21);
const feature = { type: 'Feature', properties: {}, geometry: square };
const corners = square.coordinates[0]?.slice(0, -1);

describe('an area from GeoJSON', () => {
  it.each([
    ['a polygon', square],
    ['a feature', feature],
    ['a collection of one feature', { type: 'FeatureCollection', features: [feature] }],
    ['a multipolygon of one', { type: 'MultiPolygon', coordinates: [square.coordinates] }],
    ['one with heights', { ...square, coordinates: [square.coordinates[0]?.map((at) => [...at, 80])] }],
    [
      'one that says WGS 84',
      { ...square, crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:OGC:1.3:CRS84' } } },
    ],
  ])('is read from %s', (_, geojson) => {
    expect(readGeoJson(JSON.stringify(geojson))).toEqual({ ok: true, corners, holes: [] });
  });

  it('keeps its holes', () => {
    const hole = aBox(122.002, 37.202, 122.004, 37.204);
    const read = readGeoJson(JSON.stringify(aBox(122, 37.2, 122.01, 37.21, [hole])));
    expect(read).toMatchObject({ ok: true, holes: [hole.coordinates[0]?.slice(0, -1)] });
  });

  it.each([
    ['no JSON at all', '122,37', 'This is not GeoJSON.'],
    ['nothing', '', 'This is not GeoJSON.'],
    ['a point', JSON.stringify({ type: 'Point', coordinates: [122, 37] }), 'There is no polygon in it.'],
    [
      'two polygons',
      JSON.stringify({ type: 'FeatureCollection', features: [feature, feature] }),
      'There are 2 polygons in it; a permit has one.',
    ],
    [
      'metres',
      JSON.stringify(aBox(411000, 4130000, 412000, 4131000)),
      'These are metres of a projection, not degrees.',
    ],
    [
      'another system',
      JSON.stringify({ ...square, crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4550' } } }),
      'Coordinates in urn:ogc:def:crs:EPSG::4550 are not taken here: give WGS 84 degrees.',
    ],
    [
      'swapped axes',
      JSON.stringify({ type: 'Polygon', coordinates: [square.coordinates[0]?.map((at) => at.toReversed())] }),
      'Latitude and longitude are swapped: longitude comes first.',
    ],
    [
      'a ring left open',
      JSON.stringify({ type: 'Polygon', coordinates: [corners] }),
      'A ring does not end where it begins.',
    ],
    ['a text for coordinates', JSON.stringify({ type: 'Polygon', coordinates: 'here' }), 'This is not a polygon.'],
  ])('is refused with the reason: %s', (_, text, because) => {
    expect(readGeoJson(text)).toEqual({ ok: false, because });
  });
});
