import { describe, expect, it } from 'vitest';
import { indexPolygons } from '../../../src/domain/geo/index-polygons.ts';
import { measureLayers } from '../../../src/domain/zone/measure-layers.ts';
import type { ZoneSet } from '../../../src/domain/zone/zone-set.ts';
import { aBox, aFix } from '../../support/builders.ts';

const forest = (west: number) => indexPolygons([aBox(west, 37.2, west + 0.02, 37.22)]);
const west: ZoneSet = { bounds: [121.9, 37.1, 122.1, 37.3], layers: { forest: forest(122) } };
const east: ZoneSet = {
  bounds: [122.1, 37.1, 122.3, 37.3],
  layers: { forest: forest(122.105), residential: forest(122.2) },
};
/** 443 m west of the border between the two packages, 888 m from the eastern forest. */
const nearBorder = aFix({ lon: 122.095, lat: 37.21 });

describe('measuring to layers of several packages', () => {
  it('sees the forest of a package that begins a little farther on', () => {
    const { meters, isWhole } = measureLayers(['forest'], 'any', nearBorder, [west, east]);
    expect(meters).toBeCloseTo(888, -1);
    expect(isWhole).toBe(true);
    expect(measureLayers(['forest'], 'any', nearBorder, [west]).meters).toBeGreaterThan(6000);
  });

  it('answers no farther than the package that has the layer here', () => {
    expect(measureLayers(['forest'], 'any', nearBorder, [west, east]).reach).toBeCloseTo(443, -1);
  });

  it('does not take a layer for known because a package elsewhere has it', () => {
    expect(measureLayers(['residential'], 'every', nearBorder, [west, east])).toMatchObject({ isWhole: false });
    expect(measureLayers(['forest', 'shelter-forest'], 'any', nearBorder, [west])).toMatchObject({ isWhole: false });
  });

  it('takes the nearest of several layers', () => {
    const both: ZoneSet = { ...west, layers: { forest: forest(122), 'open-forest': forest(122.03) } };
    const between = aFix({ lon: 122.028, lat: 37.21 });
    expect(measureLayers(['forest', 'open-forest'], 'any', between, [both]).meters).toBeCloseTo(178, 0);
  });

  it('is infinitely far from no layer at all', () => {
    expect(measureLayers([], 'every', nearBorder, [west])).toEqual({
      meters: Infinity,
      isWhole: true,
      reach: Infinity,
    });
  });
});
