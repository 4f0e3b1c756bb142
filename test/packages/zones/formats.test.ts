import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Polygon, Position } from 'geojson';
import { afterAll, describe, expect, it } from 'vitest';
import { signedDistance } from '../../../src/domain/geo/signed-distance.ts';
import { openPackage } from '../../../src/hub/zones/package/open-package.ts';
import { metersBetween, trueSignedDistance } from '../../support/geodesic-truth.ts';
import { bd09, gaussKruger, gcj02 } from '../../support/other-coordinates.ts';
import { runZones } from '../../support/run-zones.ts';
import {
  type FeatureToWrite,
  writeGeojson,
  writeGeopackage,
  writeKml,
  writeShapefile,
  zip,
} from '../../support/zone-files.ts';

/** Two woods east and west of 121.5°, where Weihai changes its 3° zone; one has a clearing. Outer rings clockwise, as a Shapefile wants them. */
const ridge: Position[] = [
  [121.42, 37.2],
  [121.43, 37.215],
  [121.452, 37.211],
  [121.45, 37.196],
  [121.434, 37.2035],
  [121.42, 37.2],
];
const clearing: Position[] = [
  [121.436, 37.2075],
  [121.444, 37.2075],
  [121.444, 37.2095],
  [121.436, 37.2095],
  [121.436, 37.2075],
];
const hill: Position[] = [
  [122.1, 37.3],
  [122.104, 37.309],
  [122.117, 37.304],
  [122.1, 37.3],
];
const woods: FeatureToWrite[] = [
  { name: '大顶子', polygons: [[ridge, clearing]] },
  { name: 'East hill', polygons: [[hill]] },
];
const truth: Polygon[] = [
  { type: 'Polygon', coordinates: [ridge, clearing] },
  { type: 'Polygon', coordinates: [hill] },
];
const village: FeatureToWrite[] = [
  {
    name: 'village',
    polygons: [
      [
        [
          [122.12, 37.3],
          [122.122, 37.3],
          [122.122, 37.302],
          [122.12, 37.302],
          [122.12, 37.3],
        ],
      ],
    ],
  },
];
const moved = (move: (at: Position) => Position): FeatureToWrite[] =>
  woods.map(({ name, polygons }) => ({ name, polygons: polygons.map((rings) => rings.map((ring) => ring.map(move))) }));
const zone40 = (at: Position) => gaussKruger(at, 120);
const zone41 = (at: Position) => gaussKruger(at, 123);
const esriPrj =
  'PROJCS["CGCS2000_3_Degree_GK_CM_123E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",123.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]';

const place = mkdtempSync(join(tmpdir(), 'hulin-zones-'));
const at = (name: string) => join(place, name);
afterAll(() => rmSync(place, { recursive: true }));
writeGeojson(at('village.geojson'), village, 'urn:ogc:def:crs:OGC:1.3:CRS84');
const common = ['--residential', at('village.geojson'), '--rulebook', 'weihai-2022-19'];

async function build(name: string, ...more: string[]) {
  const out = at(`${name}.out`);
  const run = await runZones(place, 'build', '--forest', at(name), ...common, '--out', out, ...more);
  expect(run.said).not.toContain('faulty');
  const opened = await openPackage(run.answer, null);
  if (opened.kind !== 'whole') throw new Error(`${name} is ${opened.kind}`);
  return opened;
}

/** The farthest that a corner of the truth lies from the edges that were built. */
function farthestCorner({ layers }: Awaited<ReturnType<typeof build>>): number {
  const index = layers.get('forest');
  if (!index) throw new Error('no forest');
  const corners = truth.flatMap(({ coordinates }) => coordinates.flat());
  return Math.max(...corners.map(([lon = 0, lat = 0]) => Math.abs(signedDistance(index, lon, lat))));
}

/** The woods as so many documents of one KMZ. */
function writeKmz(path: string, names: readonly string[]): void {
  writeKml(path, woods);
  const document = readFileSync(path);
  writeFileSync(path, zip(Object.fromEntries(names.map((name) => [name, document]))));
}

/** An archive whose end says that its directory is found by the ZIP64 record. */
function writeZip64(path: string): void {
  const bytes = zip({ 'doc.kml': Buffer.from('<kml/>') });
  bytes.writeUInt32LE(0xffffffff, bytes.length - 6);
  writeFileSync(path, bytes);
}

describe('a forest read from a file', () => {
  it.each<[name: string, write: (path: string) => void | Promise<void>, crs: string, args: string[]]>([
    ['plain.geojson', (path) => writeGeojson(path, woods), 'EPSG:4326', ['--crs', 'EPSG:4326']],
    ['declared.geojson', (path) => writeGeojson(path, woods, 'urn:ogc:def:crs:EPSG::4490'), 'EPSG:4490', []],
    ['projected.geojson', (path) => writeGeojson(path, moved(zone40)), 'EPSG:4549', ['--crs', 'EPSG:4549']],
    ['esri.zip', (path) => writeShapefile(path, moved(zone41), esriPrj), 'CGCS2000_3_Degree_GK_CM_123E', []],
    ['bare.zip', (path) => writeShapefile(path, moved(zone40), null), 'EPSG:4549', ['--crs', 'EPSG:4549']],
    ['zone41.gpkg', (path) => writeGeopackage(path, moved(zone41), { id: 4550 }), 'EPSG:4550', []],
    ['high.gpkg', (path) => writeGeopackage(path, woods, { id: 4490 }, true), 'EPSG:4490', []],
    ['woods.kml', (path) => writeKml(path, woods), 'EPSG:4326', []],
    ['woods.kmz', (path) => writeKmz(path, ['doc.kml']), 'EPSG:4326', []],
    [
      'proj.geojson',
      (path) =>
        writeGeojson(
          path,
          moved((each) => gaussKruger(each, 121.5, 1000)),
        ),
      '+proj=tmerc +lat_0=0 +lon_0=121.5 +k=1 +x_0=1000 +ellps=GRS80 +units=m',
      ['--crs', 'forest=+proj=tmerc +lat_0=0 +lon_0=121.5 +k=1 +x_0=1000 +ellps=GRS80 +units=m'],
    ],
  ])('lies where an independent formula puts it, to a centimetre: %s', async (name, write, crs, args) => {
    await write(at(name));
    const built = await build(name, ...args);
    expect(farthestCorner(built)).toBeLessThan(0.01);
    const forest = built.manifest.layers.find(({ layer }) => layer === 'forest');
    expect(forest).toMatchObject({
      polygons: 2,
      vertices: expect.any(Number),
      source: { crs, file: name, features: 2 },
    });
    const index = built.layers.get('forest')!;
    for (const [lon, lat] of [
      [121.44, 37.2085],
      [121.43, 37.208],
      [122.107, 37.304],
      [122.09, 37.3],
    ] as const) {
      expect(signedDistance(index, lon, lat)).toBeCloseTo(trueSignedDistance([lon, lat], truth), 1);
    }
  });

  it('keeps a long line of a projection straight there, not in lon/lat', async () => {
    const corners: Position[] = [
      [121.8, 37.2],
      [121.8, 37.25],
      [121.85, 37.25],
      [121.8, 37.2],
    ];
    const projected = corners.map(zone41);
    writeGeojson(at('long.geojson'), [{ name: 'long', polygons: [[projected]] }]);
    const { layers } = await build('long.geojson', '--crs', 'EPSG:4550');
    const [[x1, y1], [x2, y2]] = [projected[1], projected[2]] as [[number, number], [number, number]];
    const middle: Position = [(x1 + x2) / 2, (y1 + y2) / 2];
    let [lon, lat] = [121.825, 37.25];
    for (let round = 0; round < 20; round += 1) {
      const [x, y] = zone41([lon, lat]);
      [lon, lat] = [lon + (middle[0]! - x) / 88_700, lat + (middle[1]! - y) / 111_000];
    }
    expect(metersBetween([lon, lat], [121.825, 37.25])).toBeGreaterThan(0.2);
    expect(Math.abs(signedDistance(layers.get('forest')!, lon, lat))).toBeLessThan(0.01);
  });

  it.each([
    ['GCJ-02', gcj02, 404, 480],
    ['BD-09', bd09, 1100, 1350],
  ] as const)(
    'is brought from %s to within 0.2 m, and would be hundreds of metres off unnoticed',
    async (crs, move, least, most) => {
      const name = `${crs}.geojson`;
      writeGeojson(at(name), moved(move));
      expect(farthestCorner(await build(name, '--crs', `forest=${crs}`))).toBeLessThan(0.2);
      for (const corner of [...ridge, ...hill]) {
        const off = metersBetween(corner, move(corner));
        expect(off).toBeGreaterThan(least);
        expect(off).toBeLessThan(most);
      }
    },
  );

  it('is read as GCJ-02 when the file says WGS 84, as it always does, and the package says so', async () => {
    writeKml(at('phone.kml'), moved(gcj02));
    const built = await build('phone.kml', '--crs', 'forest=GCJ-02');
    expect(farthestCorner(built)).toBeLessThan(0.2);
    expect(built.manifest.warnings[0]).toMatchObject({ code: 'crs-overruled', layer: 'forest' });
  });

  it.each<[why: string, name: string, write: (path: string) => void | Promise<void>, args: string[], message: RegExp]>([
    [
      'nothing declares coordinates',
      'silent.geojson',
      (p) => writeGeojson(p, woods),
      [],
      /does not say what coordinates it is in: give --crs/,
    ],
    [
      'file and command line disagree',
      'two.zip',
      (p) => writeShapefile(p, moved(zone41), esriPrj),
      ['--crs', 'EPSG:4549'],
      /declares CGCS2000_3_Degree_GK_CM_123E, --crs says EPSG:4549/,
    ],
    [
      'a datum has no known way to WGS 84',
      'old.geojson',
      (p) => writeGeojson(p, woods),
      ['--crs', 'forest=EPSG:4610'],
      /EPSG:4610 has a datum whose way to WGS 84 is not known/,
    ],
    [
      'nobody knows the coordinates',
      'odd.geojson',
      (p) => writeGeojson(p, woods),
      ['--crs', 'EPSG:99999'],
      /EPSG:99999 is not among the coordinates known/,
    ],
    [
      'a GeoPackage declares nothing',
      'undefined.gpkg',
      (p) => writeGeopackage(p, woods, { id: 0 }),
      [],
      /does not say what coordinates/,
    ],
    [
      'it is no file of these',
      'notes.txt',
      (p) => writeFileSync(p, 'forest'),
      [],
      /is neither GeoJSON, a zipped Shapefile, a GeoPackage nor KML/,
    ],
    ['JSON is cut off', 'cut.geojson', (p) => writeFileSync(p, '{"type":"FeatureColl'), [], /cut\.geojson is no JSON/],
    [
      'a zip is cut off',
      'cut.zip',
      (p) => writeFileSync(p, 'PK\u0003\u0004 and no more'),
      [],
      /cut\.zip is no zip archive/,
    ],
    [
      'a KMZ holds two documents',
      'two.kmz',
      (p) => writeKmz(p, ['doc.kml', 'more.kml']),
      [],
      /two\.kmz holds 2 KML documents \(doc\.kml, more\.kml\): give one at a time/,
    ],
    ['a zip is a ZIP64', 'huge.zip', (p) => writeZip64(p), [], /huge\.zip is a ZIP64 archive, which is not read/],
    ['it is XML of another kind', 'page.kml', (p) => writeFileSync(p, '<html></html>'), [], /is XML, but no KML/],
    ['it is not there', 'nowhere.geojson', () => undefined, [], /nowhere\.geojson is not there/],
  ])('is refused when %s', async (_why, name, write, args, message) => {
    await write(at(name));
    await expect(build(name, ...args)).rejects.toThrow(message);
  });
});
