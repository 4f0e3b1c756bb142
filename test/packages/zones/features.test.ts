import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Position } from 'geojson';
import { afterAll, describe, expect, it } from 'vitest';
import { signedDistance } from '../../../src/domain/geo/signed-distance.ts';
import { openPackage } from '../../../src/hub/zones/package/open-package.ts';
import { gaussKruger } from '../../support/other-coordinates.ts';
import { runZones } from '../../support/run-zones.ts';
import { writeShapefile } from '../../support/zone-files.ts';

const place = mkdtempSync(join(tmpdir(), 'hulin-zones-'));
const at = (name: string) => join(place, name);
afterAll(() => rmSync(place, { recursive: true }));

const square = (west: number, south: number, side = 0.01): Position[] => [
  [west, south],
  [west + side, south],
  [west + side, south + side],
  [west, south + side],
  [west, south],
];
const backwards = (ring: readonly Position[]) => ring.toReversed();
const polygon = (...coordinates: unknown[]) => ({ type: 'Polygon', coordinates });
const sound = polygon(square(122, 37));
writeFileSync(at('none.geojson'), JSON.stringify({ type: 'FeatureCollection', features: [] }));

let runs = 0;

async function build(geometries: readonly unknown[], ...more: string[]) {
  const [file, out] = [at(`${(runs += 1)}.geojson`), at(`${runs}.out`)];
  const features = geometries.map((geometry, index) => ({
    type: 'Feature',
    properties: { name: `wood ${index + 1}` },
    geometry,
  }));
  const json = JSON.stringify({ type: 'FeatureCollection', features }, (_, value: unknown) =>
    value === Infinity ? '@NaN@' : value,
  );
  writeFileSync(file, json.replaceAll('"@NaN@"', 'NaN'));
  const common = [
    '--residential',
    at('none.geojson'),
    '--rulebook',
    'weihai-2022-19',
    '--crs',
    'EPSG:4326',
    '--out',
    out,
  ];
  const run = await runZones(place, 'build', '--forest', file, ...common, ...more);
  return { ...run, out };
}

async function open({ answer }: { answer: string }) {
  const opened = await openPackage(answer, null);
  if (opened.kind !== 'whole') throw new Error(opened.kind);
  const index = opened.layers.get('forest')!;
  return { ...opened, meters: (lon: number, lat: number) => signedDistance(index, lon, lat) };
}

describe('a feature that cannot be repaired', () => {
  it.each<[what: string, geometry: unknown, message: string]>([
    [
      'crosses itself',
      polygon([
        [122, 37],
        [122.01, 37.01],
        [122.01, 37],
        [122, 37.01],
        [122, 37],
      ]),
      'forest 2 (wood 2) at 122.005000, 37.005000: crosses itself: what 246,',
    ],
    [
      'is not closed',
      polygon(square(122, 37).slice(0, 4)),
      'forest 2 (wood 2) at 122.000000, 37.010000: its ring is not closed: 1109.8 m between first and last point',
    ],
    ['has no shape', null, 'forest 2 (wood 2): has no shape'],
    ['has no coordinates', { type: 'MultiPolygon', coordinates: [] }, 'forest 2 (wood 2): has no shape'],
    [
      'encloses nothing',
      polygon([
        [122, 37],
        [122.01, 37.01],
        [122, 37],
      ]),
      'forest 2 (wood 2) at 122.000000, 37.000000: its outline encloses nothing',
    ],
    [
      'has its axes swapped',
      polygon(square(122, 37).map(([x, y]) => [y, x])),
      'forest 2 (wood 2) at 122.000000, 37.000000: its axes are swapped',
    ],
    [
      'lies outside the area',
      polygon(square(0, 0)),
      'forest 2 (wood 2) at 0.000000, 0.000000: lies outside the area 72, 3, 137, 55',
    ],
    ['is a point', { type: 'Point', coordinates: [122, 37] }, 'forest 2 (wood 2): not an area but a Point'],
    [
      'is a line',
      { type: 'LineString', coordinates: square(122, 37) },
      'forest 2 (wood 2): not an area but a LineString',
    ],
    [
      'holds a line beside areas',
      { type: 'GeometryCollection', geometries: [sound, { type: 'LineString', coordinates: [] }] },
      'not an area but a LineString',
    ],
    [
      'has a text for a number',
      polygon([
        [122, 37],
        ['122.01', 37],
        [122.01, 37.01],
        [122, 37],
      ]),
      'forest 2 (wood 2) at 122.000000, 37.000000: point 2 is not a number',
    ],
    [
      'has a NaN',
      polygon([
        [122, 37],
        [122.01, 37],
        [122.01, Infinity],
        [122, 37],
      ]),
      'forest 2 (wood 2) at 122.000000, 37.000000: point 3 is not a number',
    ],
    [
      'is wider than any forest',
      polygon(square(118, 37, 4)),
      'forest 2 (wood 2) at 118.000000, 37.000000: is of absurd size: 4.0° from side to side',
    ],
    [
      'has a hole far outside',
      polygon(square(122, 37), square(122.5, 37)),
      'forest 2 (wood 2) at 122.510000, 37.010000: has a hole beyond its outline or over another, by 987,',
    ],
  ])('is refused by name and place when it %s, and nothing is built', async (_what, geometry, message) => {
    const { code, said, out } = await build([sound, geometry, sound]);
    expect(code).toBe(1);
    expect(said).toContain(message);
    expect(said).toContain('zones: 1 faulty feature');
    expect(() => readdirSync(out)).toThrow('ENOENT');
  });

  it('does not keep the others from being looked at: every fault is listed', async () => {
    const { code, said } = await build([null, sound, { type: 'Point', coordinates: [122, 37] }, polygon(square(0, 0))]);
    expect(code).toBe(1);
    expect(said.split('\n').filter((line) => line.startsWith('forest'))).toHaveLength(3);
    expect(said).toContain('3 faulty features');
  });

  it('is left out when told so, and the package says which and why', async () => {
    const run = await build([null, sound, polygon(square(0, 0))], '--skip-faulty');
    expect(run.code).toBe(0);
    const { manifest } = await open(run);
    expect(manifest.warnings).toMatchObject([
      {
        layer: 'forest',
        feature: '1 (wood 1)',
        code: 'omitted',
        at: null,
        text: { en: 'left out of the package: has no shape' },
      },
      { layer: 'forest', feature: '3 (wood 3)', code: 'omitted', at: [0, 0] },
    ]);
    expect(manifest.layers[0]).toMatchObject({ polygons: 1, source: { features: 3 } });
  });

  it('is refused beyond the bounds that are given', async () => {
    const { said } = await build([sound, polygon(square(122.3, 37))], '--bounds', '121.9,36.9,122.2,37.2');
    expect(said).toContain(
      'forest 2 (wood 2) at 122.300000, 37.000000: lies outside the area 121.9, 36.9, 122.2, 37.2',
    );
  });

  it('is recognised with swapped axes in a projection too', async () => {
    const ring = backwards(square(122, 37)).map((each) => gaussKruger(each, 123).toReversed());
    writeShapefile(at('swapped.zip'), [{ name: 'north first', polygons: [[ring]] }], null);
    const args = [
      '--residential',
      at('none.geojson'),
      '--rulebook',
      'weihai-2022-19',
      '--crs',
      'EPSG:4550',
      '--out',
      at('swapped.out'),
    ];
    const { code, said } = await runZones(place, 'build', '--forest', at('swapped.zip'), ...args);
    expect([code, said]).toEqual([
      1,
      expect.stringMatching(/forest 1 \(north first\) at 12\d\.\d+, 3\d\.\d+: its axes are swapped/),
    ]);
  });
});

describe('a feature that can be repaired', () => {
  const hair = square(122, 37).map((each, index) => (index === 4 ? [122.000_002, 37] : each));
  const small: Position[] = [
    [122, 37],
    [122.01, 37],
    [122.01, 37.01],
    [122.0001, 37.01],
    [122, 37.0101],
    [122, 37.01],
    [122.0001, 37.0101],
    [122, 37.005],
    [122, 37],
  ];
  const keyhole: Position[] = [
    ...square(122, 37).slice(0, 4),
    [122, 37.005],
    [122.004, 37.005],
    ...backwards(square(122.004, 37.005, 0.002)).slice(1),
    [122, 37.005],
    [122, 37],
  ];
  const twice = square(122, 37).flatMap((each) => [each, each]);
  it.each<[what: string, geometry: unknown, code: string, text: RegExp]>([
    ['is not closed by a hair', polygon(hair), 'closed', /ring closed over a gap of 0\.18 m/],
    ['repeats points', polygon(twice), 'duplicate-points', /5 repeated points removed/],
    ['runs the wrong way', polygon(backwards(square(122, 37))), 'ring-order', /ring order/],
    [
      'has its hole before its outline',
      polygon(square(122.004, 37.004, 0.002), square(122, 37)),
      'ring-order',
      /ring order/,
    ],
    ['is a hole joined to its outline by a cut', polygon(keyhole), 'self-touching', /touches itself/],
    ['crosses itself a little', polygon(small), 'small-crossing', /small self-crossing .* united by winding/],
    [
      'has a hole a little beyond its outline',
      polygon(square(122, 37), backwards(square(122.009, 37.004, 0.00105))),
      'hole-cut',
      /hole beyond its outline/,
    ],
    [
      'has a hole that encloses nothing',
      polygon(square(122, 37), [
        [122.005, 37.005],
        [122.006, 37.006],
        [122.005, 37.005],
      ]),
      'dropped-ring',
      /encloses nothing/,
    ],
    ['is smaller than a square metre', polygon(square(122, 37, 0.000_005)), 'sliver', /only 0\.25 m² large, kept/],
  ])('is repaired when it %s, and the package says so', async (_what, geometry, code, text) => {
    const run = await build([geometry]);
    expect(run.said).toMatch(text);
    const { manifest, meters } = await open(run);
    const found = manifest.warnings.find((warning) => warning.code === code);
    expect(found).toMatchObject({
      layer: 'forest',
      feature: '1 (wood 1)',
      text: { en: expect.stringMatching(text), zh: expect.any(String) },
    });
    expect(meters(122.000_002, 37.000_002)).toBeLessThan(1e-3);
  });

  it('counts what goes beyond the first twenty of a kind instead of naming it', async () => {
    const many = Array.from({ length: 25 }, (_, index) => polygon(backwards(square(122 + index * 0.02, 37))));
    const { manifest } = await open(await build(many));
    expect(manifest.warnings).toHaveLength(21);
    expect(manifest.warnings[20]).toMatchObject({ code: 'more', text: { en: '5 more of the same (ring-order)' } });
  });

  it('leaves no inner borders where features overlap or share an edge', async () => {
    const run = await build([sound, polygon(square(122.01, 37)), polygon(square(122.005, 37.002))]);
    const { meters, manifest } = await open(run);
    expect(manifest.layers[0]).toMatchObject({ polygons: 1 });
    expect(meters(122.01, 37.005)).toBeCloseTo(-555, 0);
  });

  it('keeps an island in a hole of a Shapefile, whatever way its rings run', async () => {
    const rings = [square(122, 37), square(122.002, 37.002, 0.006), square(122.004, 37.004, 0.002)];
    writeShapefile(at('island.zip'), [{ name: 'island', polygons: [rings] }], null);
    const args = [
      '--residential',
      at('none.geojson'),
      '--rulebook',
      'weihai-2022-19',
      '--crs',
      'EPSG:4490',
      '--out',
      at('island.out'),
    ];
    const run = await runZones(place, 'build', '--forest', at('island.zip'), ...args);
    const { meters } = await open(run);
    expect(run.said).toContain('ring order was wrong');
    expect([meters(122.001, 37.005), meters(122.003, 37.005), meters(122.005, 37.005)].map(Math.sign)).toEqual([
      -1, 1, -1,
    ]);
  });
});
