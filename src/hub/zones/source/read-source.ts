import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { StartProblem } from '../../start-problem.ts';
import { hasCode } from '../../store/file.ts';
import { readGeojson } from './read-geojson.ts';
import { readGeopackage } from './read-geopackage.ts';
import { readKml } from './read-kml.ts';
import { readShapefile } from './read-shapefile.ts';
import type { Source } from './source.ts';
import { unzip } from './unzip.ts';

/** A source with the name and SHA-256 of its file. */
export interface SourceFile extends Source {
  readonly file: string;
  readonly sha256: string;
}

/** Node holds no longer text; and no forest map of a province is larger. */
const mostBytes = 400 * 1024 * 1024;

/** Reads a file by what it is, whatever its name ends in. `path#table` names a table of a GeoPackage. Throws a `StartProblem` that names the file. */
export async function readSource(given: string): Promise<SourceFile> {
  const [path, table] = await splitTable(given);
  const file = basename(path);
  try {
    const bytes = await readFile(path);
    const source = await readBytes(bytes, table);
    return { ...source, file, sha256: createHash('sha256').update(bytes).digest('hex') };
  } catch (cause) {
    if (cause instanceof StartProblem) throw new StartProblem(`${given} ${cause.message}`, { cause });
    if (cause instanceof RangeError) throw new StartProblem(`${given} is damaged: it ends too soon`, { cause });
    throw cause;
  }
}

async function splitTable(given: string): Promise<[path: string, table: string | null]> {
  const hash = given.lastIndexOf('#');
  const isPath = await isThere(given);
  const [path, table] = isPath || hash < 0 ? [given, null] : [given.slice(0, hash), given.slice(hash + 1)];
  if (!isPath && !(await isThere(path))) throw new StartProblem(`${path} is not there`);
  return [path, table];
}

async function isThere(path: string): Promise<boolean> {
  try {
    const { size } = await stat(path);
    if (size > mostBytes) throw new StartProblem(`${path} is larger than ${mostBytes / 1024 / 1024} MB: split it`);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return false;
    throw error;
  }
}

/**
 * | Begins with        | Is read as  |
 * |--------------------|-------------|
 * | `PK`               | Shapefile; with a .kml and no .shp in it, KML (KMZ) |
 * | `SQLite format 3`  | GeoPackage  |
 * | `<`                | KML         |
 * | `{`                | GeoJSON     |
 */
async function readBytes(bytes: Buffer, table: string | null): Promise<Source> {
  const start = bytes
    .subarray(0, 400)
    .toString('latin1')
    .replace(/^\u00EF\u00BB\u00BF/, '')
    .trimStart();
  if (start.startsWith('PK')) return readZip(bytes);
  if (start.startsWith('SQLite format 3')) return readGeopackage(bytes, table);
  if (start.startsWith('<')) return readKml(bytes.toString('utf8'));
  if (start.startsWith('{')) return readGeojson(bytes.toString('utf8'));
  throw new StartProblem('is neither GeoJSON, a zipped Shapefile, a GeoPackage nor KML');
}

function readZip(zip: Buffer): Source {
  const documents = unzip(zip, (name) => /\.(?:kml|shp)$/i.test(name) && !name.includes('__MACOSX'));
  const names = [...documents.keys()];
  const [first, ...others] = names.some((name) => /\.shp$/i.test(name)) ? [] : names;
  if (first === undefined) return readShapefile(zip);
  if (others.length > 0)
    throw new StartProblem(`holds ${names.length} KML documents (${names.join(', ')}): give one at a time`);
  return readKml(new TextDecoder().decode(documents.get(first)));
}
