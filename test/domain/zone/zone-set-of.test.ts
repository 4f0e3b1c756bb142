import type { FeatureCollection, Geometry } from 'geojson';
import { describe, expect, it } from 'vitest';
import { indexPolygons } from '../../../src/domain/geo/index-polygons.ts';
import { zoneSetOf } from '../../../src/domain/zone/zone-set-of.ts';
import { aBox } from '../../support/builders.ts';

const layer = (...geometries: Geometry[]): FeatureCollection => ({
  type: 'FeatureCollection',
  features: geometries.map((geometry) => ({ type: 'Feature', properties: {}, geometry })),
});
const bounds = [121, 36, 123, 38] as const;

describe('a zone set', () => {
  it('takes multipolygons apart and keeps holes', () => {
    const holed = aBox(122, 37, 122.1, 37.1, [aBox(122.04, 37.04, 122.06, 37.06)]);
    const far = aBox(122.5, 37, 122.6, 37.1);
    const both: Geometry = { type: 'MultiPolygon', coordinates: [holed.coordinates, far.coordinates] };
    const { layers } = zoneSetOf(layer(both), layer(far), bounds);
    expect(layers).toEqual({ forest: indexPolygons([holed, far]), residential: indexPolygons([far]) });
  });

  it('may have empty layers', () => {
    const { layers } = zoneSetOf(layer(), layer(), bounds);
    expect(layers).toEqual({ forest: indexPolygons([]), residential: indexPolygons([]) });
  });

  it('refuses a layer that holds anything but areas', () => {
    const point: Geometry = { type: 'Point', coordinates: [122, 37] };
    expect(() => zoneSetOf(layer(point), layer(), bounds)).toThrow('A zone layer holds a Point');
  });
});
