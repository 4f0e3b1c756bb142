import { escapeIdentifier } from 'pg';
import type { Database, Queryable } from '../ports.ts';
import { StartProblem } from '../start-problem.ts';
import { migrate } from '../store/migrate.ts';
import { migrations as ours } from '../store/migrations.ts';
import type { DatabaseManifest } from './dump-database.ts';
import type { TarEntry } from './tar.ts';

/** Brings an empty database to the schema that was dumped. A `StartProblem` when there is a hub in it, or the schema is a later build's. */
export async function prepareDatabase(database: Database, { migrations }: DatabaseManifest): Promise<void> {
  const [made] = await database.query<{ hub: string | null }>("select to_regclass('hub')::text as hub");
  if (made?.hub) {
    const hubs = await database.query('select 1 as one from hub');
    if (hubs.length > 0) throw new StartProblem('there is a hub in this database: restore into an empty one');
  }
  const unknown = migrations.find(({ number }) => !ours.some((one) => one.number === number));
  if (unknown) throw new StartProblem(`the backup has migration ${unknown.number}: restore it with a newer hub`);
  await migrate(
    database,
    ours.filter(({ number }) => migrations.some((one) => one.number === number)),
  );
  const applied = await database.query<{ number: number; sha256: string }>(
    'select number, sha256 from schema_migration',
  );
  const changed = migrations.find(({ number, sha256 }) =>
    applied.some((one) => one.number === number && one.sha256 !== sha256),
  );
  if (changed) throw new StartProblem(`migration ${changed.number} was another when the backup was made`);
}

/** Takes out what the migrations themselves put in: the dump holds it. */
export async function emptyTables(tx: Queryable, { tables }: DatabaseManifest): Promise<void> {
  await tx.query(`truncate ${tables.map((name) => escapeIdentifier(name)).join(', ')}`);
}

/** Puts one file of rows in, every value as PostgreSQL had written it. */
export async function loadRows(tx: Queryable, { name, bytes }: TarEntry): Promise<number> {
  const table = name.split('/')[1] ?? '';
  const [first = '[]', ...lines] = new TextDecoder().decode(bytes).trimEnd().split('\n');
  const columns = JSON.parse(first) as string[];
  const types = await typesOf(tx, table);
  const values = columns.map((column, index) => `(r->>${index})::${types.get(column) ?? 'text'}`).join(', ');
  await tx.query(
    `insert into ${escapeIdentifier(table)} (${columns.map((column) => escapeIdentifier(column)).join(', ')})
     overriding system value select ${values} from json_array_elements($1::json) as r`,
    [`[${lines.join(',')}]`],
  );
  return lines.length;
}

export async function setSequences(tx: Queryable, { sequences }: DatabaseManifest): Promise<void> {
  for (const [name, last] of Object.entries(sequences))
    await tx.query('select setval($1::regclass, $2)', [escapeIdentifier(name), last]);
}

async function typesOf(tx: Queryable, table: string): Promise<Map<string, string>> {
  const rows = await tx.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
      where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
    [escapeIdentifier(table)],
  );
  return new Map(rows.map(({ name, type }) => [name, type]));
}
