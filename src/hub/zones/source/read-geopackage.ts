import initSqlJs, { type Database, type SqlValue } from 'sql.js';
import { StartProblem } from '../../start-problem.ts';
import { readGeopackageShape } from './read-wkb.ts';
import { featureName, type Source } from './source.ts';

/** Reads the one feature table of a GeoPackage (OGC 12-128r19), or the named one. Coordinates as `gpkg_spatial_ref_sys` declares them. */
export async function readGeopackage(bytes: Uint8Array, table: string | null): Promise<Source> {
  const { Database } = await initSqlJs();
  const database = new Database(bytes);
  try {
    const { name, column, srs } = featureTable(database, table);
    const rows = rowsOf(database, `select * from ${quote(name)}`);
    const features = rows.map(({ [column]: shape, ...properties }, index) => ({
      name: featureName(index + 1, properties),
      shape: readGeopackageShape(shape ?? null),
    }));
    return { format: 'geopackage', declaredCrs: declaredCrs(database, srs), features };
  } finally {
    database.close();
  }
}

function featureTable(database: Database, wanted: string | null): { name: string; column: string; srs: number } {
  const all = rowsOf(database, 'select table_name, column_name, srs_id from gpkg_geometry_columns order by table_name');
  const found = all.filter(({ table_name: name }) => wanted === null || name === wanted);
  const [first, another] = found;
  const names = all.map(({ table_name: name }) => String(name)).join(', ');
  if (!first)
    throw new StartProblem(
      wanted === null ? 'has no feature table' : `has no feature table ${wanted}: there are ${names}`,
    );
  if (another) throw new StartProblem(`has several feature tables: put #TABLE after the file's name, one of ${names}`);
  return { name: String(first.table_name), column: String(first.column_name), srs: Number(first.srs_id) };
}

/** −1 and 0 stand for coordinates nobody knows. */
function declaredCrs(database: Database, srs: number): string | null {
  if (srs <= 0) return null;
  const [row] = rowsOf(
    database,
    `select organization, organization_coordsys_id as code, definition from gpkg_spatial_ref_sys where srs_id = ${srs}`,
  );
  if (!row) return null;
  return String(row.organization).toUpperCase() === 'EPSG' ? `EPSG:${String(row.code)}` : String(row.definition);
}

function rowsOf(database: Database, sql: string): Record<string, SqlValue>[] {
  try {
    const statement = database.prepare(sql);
    const rows: Record<string, SqlValue>[] = [];
    while (statement.step()) rows.push(statement.getAsObject());
    statement.free();
    return rows;
  } catch (cause) {
    throw new StartProblem(`is no GeoPackage: ${(cause as Error).message}`, { cause });
  }
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
