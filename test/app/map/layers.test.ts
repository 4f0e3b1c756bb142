import geodesic from 'geographiclib-geodesic';
import type { Feature, FeatureCollection, Position } from 'geojson';
import { describe, expect, it } from 'vitest';
import { layersToSources } from '../../../src/app/map/base-layers.ts';
import { areaColours } from '../../../src/app/map/colours.ts';
import { mapStyle } from '../../../src/app/map/map-style.ts';
import { readMarkIcon } from '../../../src/app/map/mark-icon.ts';
import { marksToLayer } from '../../../src/app/map/marks-layer.ts';
import { meToLayer } from '../../../src/app/map/me-layer.ts';
import { outsideToLayer } from '../../../src/app/map/outside-layer.ts';
import { placesToLayer } from '../../../src/app/map/places-layer.ts';
import { aFix } from '../../support/builders.ts';
import { demoLayer, demoManifest } from '../../support/demo-packages.ts';

const collect = (...features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features });
const aMark = (properties: Record<string, unknown>): Feature => ({
  type: 'Feature',
  properties: { id: 'm', kind: 'gate', status: 'fine', label: '', stale: false, ...properties },
  geometry: { type: 'Point', coordinates: [122, 37] },
});
const ringsOf = (feature: Feature | undefined): Position[][] =>
  feature?.geometry.type === 'Polygon' ? feature.geometry.coordinates : [];
const iconOf = (properties: Record<string, unknown>) =>
  readMarkIcon(String(marksToLayer(collect(aMark(properties)), null).features[0]?.properties?.['icon']));

describe('where I am', () => {
  it('is nothing without a fix and a mere point when placed by hand', () => {
    expect(meToLayer(null).features).toEqual([]);
    expect(meToLayer(aFix({ accuracyMeters: null, source: 'hand' })).features).toHaveLength(1);
  });

  it.each([5, 80, 3000])('has a circle of %i true metres by GeographicLib', (accuracyMeters) => {
    const { lon, lat } = aFix();
    const [circle] = meToLayer(aFix({ accuracyMeters })).features;
    const ring = ringsOf(circle)[0] ?? [];
    const radii = ring.map(([x = 0, y = 0]) => geodesic.Geodesic.WGS84.Inverse(lat, lon, y, x).s12 ?? Number.NaN);
    expect(ring.length).toBeGreaterThan(60);
    expect(Math.max(...radii.map((radius) => Math.abs(radius - accuracyMeters)))).toBeLessThan(accuracyMeters / 1000);
  });
});

describe('a mark', () => {
  it.each([
    ['alarm', 'raised', 'alarm'],
    ['alarm', 'acknowledged', 'acknowledged'],
    ['smoke-sensor', 'fine', 'fine'],
    ['smoke-sensor', 'unknown', 'unknown'],
    ['gate', 'fault', 'fault'],
    ['violation', 'stored', 'recorded'],
    ['gate', 'a status of next year', 'unknown'],
  ])('%s that is %s looks %s', (kind, status, look) => {
    expect(iconOf({ kind, status })).toEqual({ shape: kind, look });
  });

  it('is unknown when stale, whatever its status says', () => {
    expect(iconOf({ status: 'fine', stale: true })?.look).toBe('unknown');
  });

  it('that is an alarm is drawn above every other', () => {
    const { features } = marksToLayer(
      collect(aMark({ kind: 'alarm', status: 'cleared' }), aMark({ status: 'fault' }), aMark({ status: 'alarm' })),
      null,
    );
    const [alarm = 0, ...others] = features.map(({ properties }) => Number(properties?.['order']));
    expect(Math.max(...others)).toBeLessThan(alarm);
  });

  it('of a ranger is drawn above the stations around, silent or alarmed, and below a fire', () => {
    const ranger = aMark({ kind: 'ranger', status: 'fine' });
    const stations = ['fine', 'unknown', 'fault', 'alarm'].map((status) => aMark({ kind: 'smoke-sensor', status }));
    const fires = [aMark({ kind: 'alarm', status: 'cleared' }), aMark({ kind: 'incident', status: 'raised' })];
    const { features } = marksToLayer(collect(ranger, ...stations, ...fires), null);
    const [person = 0, ...orders] = features.map(({ properties }) => Number(properties?.['order']));
    expect(orders.map((order) => Math.sign(order - person))).toEqual([-1, -1, -1, -1, 1, 1]);
  });

  it('are small from afar where they are calm among more than a thousand', () => {
    const calm = Array.from({ length: 1000 }, (_, index) => aMark({ id: `s-${index}`, kind: 'smoke-sensor' }));
    const smallOf = (...marks: Feature[]) =>
      marksToLayer(collect(...marks), null).features.map(({ properties }) => properties?.['small']);
    expect(new Set(smallOf(...calm))).toEqual(new Set([undefined]));
    const loud = [aMark({ kind: 'alarm', status: 'raised' }), aMark({ kind: 'smoke-sensor', status: 'unknown' })];
    const crowded = smallOf(...loud, ...calm);
    expect([crowded.slice(0, 2), new Set(crowded.slice(2))]).toEqual([[undefined, undefined], new Set([true])]);
  });

  it('is selected by its id', () => {
    const { features } = marksToLayer(collect(aMark({ id: 'a' }), aMark({ id: 'b' })), 'b');
    expect(features.map(({ properties }) => properties?.['selected'])).toEqual([false, true]);
  });
});

describe('places', () => {
  it('carry the label of the language shown, the other where one is missing', () => {
    const place = (properties: Record<string, unknown>): Feature => ({ ...aMark({}), properties });
    const places = collect(place({ zh: '威海', en: 'Weihai' }), place({ zh: '里口山', kind: 'massif' }), place({}));
    const labels = (language: 'zh' | 'en') =>
      placesToLayer(places, language).features.map(({ properties }) => [properties?.['label'], properties?.['kind']]);
    expect(labels('en')).toEqual([
      ['Weihai', 'settlement'],
      ['里口山', 'massif'],
    ]);
    expect(labels('zh')[0]).toEqual(['威海', 'settlement']);
  });
});

describe('the ground of the demonstration package', () => {
  const layers = {
    forest: demoLayer('forest'),
    residential: demoLayer('residential'),
    belt: demoLayer('belt'),
    land: demoLayer('land'),
    coast: demoLayer('coast'),
    places: demoLayer('places'),
    drawings: [],
    attribution: [],
    bounds: demoManifest().bounds,
  };

  it('fills every source but those of permits, marks and me', () => {
    const sources = layersToSources(layers, 'zh');
    const empty = Object.keys(mapStyle().sources).filter((name) => !sources.has(name as 'land'));
    expect(empty).toEqual(['permits', 'drawn', 'me', 'marks']);
    expect([...sources.values()].every(({ features }) => features.length > 0)).toBe(true);
  });

  it('names its massifs in Chinese', () => {
    const labels = placesToLayer(layers.places, 'zh').features.map(({ properties }) => properties?.['label']);
    expect(labels).toContain('里口山');
  });

  it('is greyed outside its bounds', () => {
    const [outside] = outsideToLayer(layers.bounds).features;
    const hole = ringsOf(outside)[1] ?? [];
    const [west, south, east, north] = layers.bounds;
    expect([Math.min(...hole.map(([x = 0]) => x)), Math.max(...hole.map(([, y = 0]) => y))]).toEqual([west, north]);
    expect(hole).toContainEqual([east, south]);
  });
});

describe('the map’s style', () => {
  const areas = mapStyle().layers.filter(({ type }) => type === 'fill' || type === 'background');
  const order = mapStyle().layers.map(({ id }) => id);

  it('fetches nothing: no glyphs, no sprite, no tiles', () => {
    const { glyphs, sprite, sources } = mapStyle();
    expect([glyphs, sprite]).toEqual([undefined, undefined]);
    expect(Object.values(sources).map(({ type }) => type)).toEqual(Array(11).fill('geojson'));
  });

  it('fills zones flat and opaque, so that one pixel tells them apart', () => {
    const flat = areas
      .filter(({ id }) => !/^(me|permits|drawn)-/.test(id))
      .map(({ paint }) => Object.entries(paint ?? {}));
    const colours = flat.flatMap((entries) =>
      entries.filter(([name]) => name.endsWith('color')).map(([, value]) => value),
    );
    expect(colours.toSorted()).toEqual(Object.values(areaColours).toSorted());
    expect(flat.flat().filter(([name]) => /opacity|pattern/.test(name))).toEqual([]);
  });

  it('cuts residential areas out of forest and belt by drawing them above', () => {
    const places = ['land-area', 'belt-area', 'forest-area', 'residential-area'].map((id) => order.indexOf(id));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  it('shows my own point above all marks', () => {
    expect(order.at(-1)).toBe('me-point');
  });
});
