import { createHash } from 'node:crypto';
import type { Point, Polygon, Position } from 'geojson';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Rulebook } from '../../src/domain/rulebook/rulebook.ts';
import { demoPackage } from '../../src/hub/packages/demo-package.ts';
import { mostOverdrawnMeters } from '../../src/hub/packages/draw-belt.ts';
import { readDemoSources } from '../../src/hub/packages/read-demo-sources.ts';
import { readRulebook } from '../../src/protocol/rulebook.ts';
import { demoLayer, demoManifest, demoPolygons, packageText } from '../support/demo-packages.ts';
import { isTrulyInside, trueMetersToRings, trueSignedDistance } from '../support/geodesic-truth.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const ringsOf = (polygons: readonly Polygon[]): Position[][] => polygons.flatMap(({ coordinates }) => coordinates);
const cornersOf = (polygons: readonly Polygon[]): Position[] => ringsOf(polygons).flatMap((ring) => ring.slice(1));
const isInAny = (at: Position, polygons: readonly Polygon[]) => polygons.some((polygon) => isTrulyInside(at, polygon));

describe('the built-in packages', () => {
  let built: Map<string, string>;
  beforeAll(async () => {
    built = demoPackage(await readDemoSources());
  });

  it('come out of the generator byte for byte as they are committed', () => {
    expect([...built.keys()].sort()).toEqual([
      'index.json',
      ...['belt', 'coast', 'forest', 'land'].map((role) => `weihai-demo-zones/1/${role}.geojson`),
      'weihai-demo-zones/1/manifest.json',
      ...['places', 'residential'].map((role) => `weihai-demo-zones/1/${role}.geojson`),
    ]);
    for (const [path, text] of built) expect(packageText(path) === text, path).toBe(true);
  });

  it('name every file by its true hash and size', () => {
    for (const { path, sha256: named, bytes } of demoManifest().files) {
      const text = packageText(`weihai-demo-zones/1/${path}`);
      expect({ path, sha256: sha256(text), bytes: Buffer.byteLength(text) }).toEqual({ path, sha256: named, bytes });
    }
  });

  it('are named in the index by the hashes records cite', () => {
    const index = JSON.parse(packageText('index.json'));
    expect(index.zones).toMatchObject({ id: 'weihai-demo-zones', version: '1', demonstration: true });
    expect(index.rulebook).toMatchObject({ id: 'weihai-2022-19', version: '2', demonstration: false });
    expect(index.legalTexts).toMatchObject({ id: 'legal-texts', version: '1', demonstration: false });
    expect(index.legalTexts.sha256).toBe(sha256(packageText(index.legalTexts.path)));
    expect(index.zones.sha256).toBe(sha256(packageText(index.zones.path)));
    expect(index.rulebook.sha256).toBe(sha256(packageText(index.rulebook.path)));
  });

  it('stay modest in size', () => {
    const bytes = [...built.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    expect(bytes).toBeLessThan(250_000);
  });

  it('say that they are a demonstration, in the data itself', () => {
    expect(demoManifest().banner?.zh).toBe('示例数据，非官方边界');
    const features = [...demoLayer('forest').features, ...demoLayer('residential').features];
    expect(features.every(({ properties }) => properties?.demonstration === true)).toBe(true);
  });
});

describe('the built-in rulebook', () => {
  const [first, rulebook] = ['1', '2'].map((version) =>
    readRulebook(JSON.parse(packageText(`weihai-2022-19/${version}/rulebook.json`))),
  ) as [Rulebook, Rulebook];

  it('says in version 2 all that version 1 says, and names its duties and checklists besides', () => {
    const { duties, checklists, ...same } = rulebook;
    const bare = { ...same, version: '1', duties: [], checklists: [] };
    const names = (text: Rulebook) => ({
      ...text,
      acts: text.acts.map(({ names: _names, ...act }) => act),
      periods: text.periods.map(({ name: _name, ...period }) => period),
      zones: text.zones.map(({ name: _name, ...zone }) => zone),
    });
    expect(names(first)).toEqual(names(bare));
    expect(new Set(duties.map(({ article }) => article))).toEqual(new Set([4, 5, 6, 7, 8, 9, 10]));
    const listed = checklists.flatMap(({ items }) => items.map(({ article }) => article));
    expect(new Set(listed)).toEqual(new Set([4, 5, 6, 7, 8, 9, 10]));
  });

  it('has its twelve articles in order and twelve acts, each of article 3', () => {
    expect(rulebook.articles.map(({ article }) => article)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(new Set(rulebook.acts.map(({ code }) => code)).size).toBe(12);
    expect(rulebook.acts.every(({ article }) => article === 3)).toBe(true);
  });

  it('is signed by nobody yet and says so', () => {
    expect(rulebook.verified).toMatchObject({ by: null, on: null });
    expect(rulebook.verified.note.zh).toContain('待法制科核实');
  });
});

describe('the demonstration zones', { timeout: 30_000 }, () => {
  const forest = demoPolygons('forest');
  const villages = demoPolygons('residential');
  const land = demoPolygons('land');

  it('keep forests and villages out of the sea', () => {
    const wet = [...cornersOf(forest), ...cornersOf(villages)].filter((corner) => !isInAny(corner, land));
    expect(wet).toEqual([]);
    const shore = ringsOf(land);
    expect(cornersOf(forest).every((corner) => trueMetersToRings(corner, shore) > 50)).toBe(true);
  });

  it('lie a belt and more within the bounds', () => {
    const [west, south, east, north] = demoManifest().bounds;
    const isWithin = ([lon = 0, lat = 0]: Position) =>
      lon - 0.01 > west && lon + 0.01 < east && lat - 0.01 > south && lat + 0.01 < north;
    expect(cornersOf(forest).every(isWithin)).toBe(true);
  });

  it('have clearings, overlapping stands and a forest on an island', () => {
    expect(forest.filter(({ coordinates }) => coordinates.length > 1).length).toBeGreaterThanOrEqual(5);
    const overlapping = forest.filter((one) =>
      forest.some((other) => other !== one && cornersOf([one]).some((corner) => isTrulyInside(corner, other))),
    );
    expect(overlapping).toHaveLength(4);
    const mainland = land.reduce((one, other) => (cornersOf([one]).length > cornersOf([other]).length ? one : other));
    expect(
      forest.filter((stand) => !cornersOf([stand]).some((corner) => isTrulyInside(corner, mainland))),
    ).toHaveLength(1);
  });

  it('have villages in clearings, in the belt, across its line and wholly outside', () => {
    const reaches = villages.map((village) => cornersOf([village]).map((corner) => trueSignedDistance(corner, forest)));
    expect(reaches.every((meters) => Math.min(...meters) > 0)).toBe(true);
    expect(reaches.filter((meters) => Math.max(...meters) < 500).length).toBeGreaterThanOrEqual(10);
    expect(reaches.filter((meters) => Math.min(...meters) < 500 && Math.max(...meters) > 500).length).toBeGreaterThan(
      3,
    );
    expect(reaches.filter((meters) => Math.min(...meters) > 600).length).toBeGreaterThanOrEqual(8);
    const outlines = forest.map(
      ({ coordinates }): Polygon => ({ type: 'Polygon', coordinates: coordinates.slice(0, 1) }),
    );
    expect(
      villages.filter((village) => cornersOf([village]).every((corner) => isInAny(corner, outlines))),
    ).toHaveLength(4);
  });

  it('give every place a Chinese and an English name', () => {
    const places = demoLayer('places').features;
    expect(places).toHaveLength(23);
    expect(places.every(({ properties }) => /^\p{Script=Han}+$/u.test(properties?.zh) && properties?.en !== '')).toBe(
      true,
    );
    const weihai = places.find(({ properties }) => properties?.zh === '威海')?.geometry as Point;
    expect(weihai.coordinates).toEqual([122.11356, 37.50914]);
  });
});

describe('the drawn belt', { timeout: 30_000 }, () => {
  const forest = demoPolygons('forest');
  const villages = demoPolygons('residential');
  const belt = demoPolygons('belt');
  /** Corners and mid-edges of the drawing's rings, every fifth of them. */
  const sampled = ringsOf(belt)
    .flatMap((ring) => ring.slice(1).flatMap((to, index) => [to, middle(ring[index] as Position, to)]))
    .filter((_, index) => index % 5 === 0);
  const villageRings = ringsOf(villages);
  const isOnVillage = (at: Position) => trueMetersToRings(at, villageRings) < 0.15;

  function middle([lon1 = 0, lat1 = 0]: Position, [lon2 = 0, lat2 = 0]: Position): Position {
    return [(lon1 + lon2) / 2, (lat1 + lat2) / 2];
  }

  it('never lies inside the exact belt, nor outside it by more than its tolerance', () => {
    const forestRings = ringsOf(forest);
    const meters = sampled.filter((at) => !isOnVillage(at)).map((at) => trueMetersToRings(at, forestRings));
    const [least, most] = [Math.min(...meters), Math.max(...meters)];
    console.info(`drawn belt: ${meters.length} points, ${least.toFixed(3)} … ${most.toFixed(3)} m from the forest`);
    expect(meters.length).toBeGreaterThan(1000);
    expect(least).toBeGreaterThanOrEqual(500);
    expect(most).toBeLessThanOrEqual(500 + mostOverdrawnMeters);
  });

  it('leaves out every village within it', () => {
    expect(sampled.filter(isOnVillage).length).toBeGreaterThan(30);
    const middles = villages.map((village) => {
      const corners = cornersOf([village]);
      return [0, 1].map((axis) => corners.reduce((sum, at) => sum + (at[axis] as number), 0) / corners.length);
    });
    expect(middles.filter((at) => isInAny(at, belt))).toEqual([]);
  });

  it('covers every corner of the forest', () => {
    expect(cornersOf(forest).filter((corner) => !isInAny(corner, belt))).toEqual([]);
  });
});
