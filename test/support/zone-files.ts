import { writeFileSync } from 'node:fs';
import { crc32, deflateRawSync } from 'node:zlib';
import type { Position } from 'geojson';
import initSqlJs from 'sql.js';

/** A feature to write: rings of positions as they are to stand in the file. */
export interface FeatureToWrite {
  readonly name: string;
  readonly polygons: readonly (readonly (readonly Position[])[])[];
}

export function writeGeojson(path: string, features: readonly FeatureToWrite[], crs?: string): void {
  const collection = {
    type: 'FeatureCollection',
    ...(crs && { crs: { type: 'name', properties: { name: crs } } }),
    features: features.map(({ name, polygons }) => ({
      type: 'Feature',
      properties: { name },
      geometry: { type: 'MultiPolygon', coordinates: polygons },
    })),
  };
  writeFileSync(path, JSON.stringify(collection));
}

export function writeKml(path: string, features: readonly FeatureToWrite[]): void {
  const ring = (positions: readonly Position[]) =>
    `<LinearRing><coordinates>${positions.map((at) => `${at.join(',')},0`).join('\n')}</coordinates></LinearRing>`;
  const polygon = ([outer = [], ...holes]: readonly (readonly Position[])[]) =>
    `<Polygon><outerBoundaryIs>${ring(outer)}</outerBoundaryIs>${holes.map((hole) => `<innerBoundaryIs>${ring(hole)}</innerBoundaryIs>`).join('')}</Polygon>`;
  const placemarks = features.map(
    ({ name, polygons }) =>
      `<Placemark><name>${name}</name><MultiGeometry>${polygons.map(polygon).join('')}</MultiGeometry></Placemark>`,
  );
  writeFileSync(
    path,
    `<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>${placemarks.join('')}</Document></kml>`,
  );
}

/** A zipped Shapefile (ESRI technical description, 1998), outer rings as they come: give them clockwise. */
export function writeShapefile(path: string, features: readonly FeatureToWrite[], prj: string | null): void {
  const files: Record<string, Buffer> = {
    'forest.shp': shp(features),
    'forest.dbf': dbf(features.map(({ name }) => name)),
  };
  if (prj !== null) files['forest.prj'] = Buffer.from(prj);
  files['forest.cpg'] = Buffer.from('UTF-8');
  writeFileSync(path, zip(files));
}

function shp(features: readonly FeatureToWrite[]): Buffer {
  const records = features.map(({ polygons }, index) => {
    const rings = polygons.flat();
    const points = rings.flat();
    const body = Buffer.alloc(44 + rings.length * 4 + points.length * 16);
    body.writeInt32LE(5, 0);
    body.writeInt32LE(rings.length, 36);
    body.writeInt32LE(points.length, 40);
    let first = 0;
    for (const [at, ring] of rings.entries()) {
      body.writeInt32LE(first, 44 + at * 4);
      first += ring.length;
    }
    for (const [at, [x = 0, y = 0]] of points.entries()) {
      body.writeDoubleLE(x, 44 + rings.length * 4 + at * 16);
      body.writeDoubleLE(y, 44 + rings.length * 4 + at * 16 + 8);
    }
    const head = Buffer.alloc(8);
    head.writeInt32BE(index + 1, 0);
    head.writeInt32BE(body.length / 2, 4);
    return Buffer.concat([head, body]);
  });
  const header = Buffer.alloc(100);
  header.writeInt32BE(9994, 0);
  header.writeInt32BE((100 + records.reduce((sum, { length }) => sum + length, 0)) / 2, 24);
  header.writeInt32LE(1000, 28);
  header.writeInt32LE(5, 32);
  return Buffer.concat([header, ...records]);
}

function dbf(names: readonly string[]): Buffer {
  const header = Buffer.alloc(65);
  header.set([3, 126, 1, 1]);
  header.writeUInt32LE(names.length, 4);
  header.writeUInt16LE(65, 8);
  header.writeUInt16LE(41, 10);
  header.write('NAME', 32);
  header.write('C', 43);
  header.writeUInt8(40, 48);
  header.writeUInt8(13, 64);
  const rows = names.map((name) => {
    const row = Buffer.alloc(41, ' ');
    row.write(name, 1, 'utf8');
    return row;
  });
  return Buffer.concat([header, ...rows, Buffer.from([26])]);
}

/** A zip archive (PKWARE APPNOTE), every entry deflated. */
export function zip(files: Readonly<Record<string, Buffer>>): Buffer {
  const [bodies, entries] = [[] as Buffer[], [] as Buffer[]];
  let offset = 0;
  for (const [name, bytes] of Object.entries(files)) {
    const packed = deflateRawSync(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const body = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    entries.push(Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), common, tail, Buffer.from(name)]));
    bodies.push(body);
    offset += body.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...bodies, directory, Buffer.from('PK\u0005\u0006'), end]);
}

/** A GeoPackage (OGC 12-128r19) of one feature table; geometries are multipolygons, with Z when asked for. */
export async function writeGeopackage(
  path: string,
  features: readonly FeatureToWrite[],
  srs: { readonly id: number; readonly organization?: string },
  hasZ = false,
): Promise<void> {
  const { Database } = await initSqlJs();
  const database = new Database();
  database.run(`
    create table gpkg_spatial_ref_sys (srs_name text, srs_id integer primary key, organization text, organization_coordsys_id integer, definition text);
    create table gpkg_geometry_columns (table_name text, column_name text, geometry_type_name text, srs_id integer, z tinyint, m tinyint);
    create table woods (fid integer primary key, geom blob, name text);
  `);
  database.run('insert into gpkg_spatial_ref_sys values (?, ?, ?, ?, ?)', [
    'crs',
    srs.id,
    srs.organization ?? 'EPSG',
    srs.id,
    'undefined',
  ]);
  database.run("insert into gpkg_geometry_columns values ('woods', 'geom', 'MULTIPOLYGON', ?, 0, 0)", [srs.id]);
  for (const { name, polygons } of features) {
    const geometry = Buffer.concat([Buffer.from([0x47, 0x50, 0, 1, ...int32(srs.id)]), wkb(polygons, hasZ)]);
    database.run('insert into woods (geom, name) values (?, ?)', [new Uint8Array(geometry), name]);
  }
  writeFileSync(path, database.export());
  database.close();
}

function wkb(polygons: FeatureToWrite['polygons'], hasZ: boolean): Buffer {
  const code = (type: number) => [1, ...int32(type + (hasZ ? 1000 : 0))];
  const body = polygons.flatMap((rings) => [
    ...code(3),
    ...int32(rings.length),
    ...rings.flatMap((ring) => [
      ...int32(ring.length),
      ...ring.flatMap(([x = 0, y = 0]) => [...float64(x), ...float64(y), ...(hasZ ? float64(7) : [])]),
    ]),
  ]);
  return Buffer.from([...code(6), ...int32(polygons.length), ...body]);
}

function int32(value: number): number[] {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return [...bytes];
}

function float64(value: number): number[] {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return [...bytes];
}
