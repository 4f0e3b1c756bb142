import { escapeIdentifier } from 'pg';
import type { Queryable } from '../ports.ts';
import type { TarEntry } from './tar.ts';

/** What the archive's `database.json` says: which schema the rows are of, and where the sequences stood. */
export interface DatabaseManifest {
  readonly migrations: readonly { readonly number: number; readonly sha256: string }[];
  readonly sequences: Readonly<Record<string, number>>;
  /** In an order that their references allow. */
  readonly tables: readonly string[];
}

const rowsAtOnce = 500;
const ledger = 'schema_migration';

/** Reads the manifest inside the transaction whose snapshot is dumped. */
export async function describeDatabase(tx: Queryable): Promise<DatabaseManifest> {
  const migrations = await tx.query<{ number: number; sha256: string }>(
    `select number, sha256 from ${ledger} order by number`,
  );
  const sequences = await tx.query<{ name: string; last: number | null }>(
    'select sequencename as name, last_value as last from pg_sequences where schemaname = current_schema()',
  );
  const reached = sequences.flatMap(({ name, last }) => (last === null ? [] : [[name, last] as const]));
  return { migrations, sequences: Object.fromEntries(reached), tables: await tablesInOrder(tx) };
}

/** Every row of the snapshot, some hundred to a file: `database/<table>/<number>.ndjson`, its columns' names in the first line. */
export async function* dumpDatabase(tx: Queryable, { tables }: DatabaseManifest): AsyncGenerator<TarEntry> {
  for (const table of tables) {
    const columns = await columnsOf(tx, table);
    const texts = columns.map((name) => `${escapeIdentifier(name)}::text`).join(', ');
    await tx.query(`declare dumped no scroll cursor for select array[${texts}] as row from ${escapeIdentifier(table)}`);
    for (let number = 0; ; number += 1) {
      const rows = await tx.query<{ row: (string | null)[] }>(`fetch ${rowsAtOnce} from dumped`);
      if (rows.length === 0) break;
      const lines = [columns, ...rows.map(({ row }) => row)].map((one) => JSON.stringify(one));
      const name = `database/${table}/${String(number).padStart(6, '0')}.ndjson`;
      yield { name, bytes: Buffer.from(`${lines.join('\n')}\n`) };
    }
    await tx.query('close dumped');
  }
}

async function columnsOf(tx: Queryable, table: string): Promise<string[]> {
  const columns = await tx.query<{ name: string }>(
    `select attname as name from pg_attribute
      where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
    [escapeIdentifier(table)],
  );
  return columns.map(({ name }) => name);
}

/** A table comes after those it refers to. */
async function tablesInOrder(tx: Queryable): Promise<string[]> {
  const tables = await tx.query<{ name: string }>(
    `select relname as name from pg_class
      where relkind = 'r' and relnamespace = current_schema()::regnamespace and relname <> $1 order by 1`,
    [ledger],
  );
  const references = await tx.query<{ from: string; to: string }>(
    `select f.relname as "from", t.relname as "to" from pg_constraint c
       join pg_class f on f.oid = c.conrelid join pg_class t on t.oid = c.confrelid where c.contype = 'f'`,
  );
  const ordered = new Set<string>();
  const visit = (name: string, above: readonly string[]): void => {
    if (ordered.has(name) || above.includes(name)) return;
    for (const { from, to } of references) if (from === name) visit(to, [...above, name]);
    ordered.add(name);
  };
  for (const { name } of tables) visit(name, []);
  return [...ordered];
}
