import { parseDbf } from 'shpjs';
import { StartProblem } from '../../start-problem.ts';
import { readShp } from './read-shp.ts';
import { featureName, type Source } from './source.ts';
import { unzip } from './unzip.ts';

/**
 * Reads a zipped Shapefile: one `.shp` with its `.dbf` (names), `.cpg` (their encoding) and `.prj` (coordinates, as WKT). Attributes come by
 * shpjs; the shapes do not, because it drops rings whose order is wrong without a word and stops silently where a file is cut off.
 */
export function readShapefile(zip: Uint8Array): Source {
  const files = unzip(zip, (name) => /\.(?:shp|dbf|prj|cpg)$/i.test(name) && !name.includes('__MACOSX'));
  const shapes = [...files.keys()].filter((name) => /\.shp$/i.test(name));
  const [shp, another] = shapes;
  if (shp === undefined) throw new StartProblem('is a zip without a .shp in it');
  if (another !== undefined)
    throw new StartProblem(`holds ${shapes.length} Shapefiles (${shapes.join(', ')}): give one at a time`);
  const beside = (ending: string) => besideOf(files, shp, ending);
  const rows = readRows(beside('dbf'), beside('cpg'));
  const features = readShp(files.get(shp) as Uint8Array).map((shape, index) => ({
    name: featureName(index + 1, rows[index]),
    shape,
  }));
  const prj = beside('prj');
  return { format: 'shapefile', declaredCrs: prj ? new TextDecoder().decode(prj).trim() || null : null, features };
}

function besideOf(files: ReadonlyMap<string, Uint8Array>, shp: string, ending: string): Uint8Array | null {
  const wanted = `${shp.slice(0, -3)}${ending}`.toLowerCase();
  const name = [...files.keys()].find((known) => known.toLowerCase() === wanted);
  return name === undefined ? null : (files.get(name) ?? null);
}

/** Attributes only name features in messages: a table that cannot be read costs the names, nothing else. */
function readRows(dbf: Uint8Array | null, cpg: Uint8Array | null): readonly Record<string, unknown>[] {
  if (!dbf) return [];
  try {
    return parseDbf(dbf, cpg ?? undefined);
  } catch {
    return [];
  }
}
