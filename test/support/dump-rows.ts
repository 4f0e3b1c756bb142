import { escapeIdentifier, escapeLiteral } from 'pg';
import type { Database } from '../../src/hub/ports.ts';

/**
 * Every row of every table as INSERT statements: tables in an order that their foreign keys allow, rows in the order of their primary
 * key, values as PostgreSQL writes them. The same rows give the same text.
 */
export async function dumpRows(database: Database): Promise<string> {
  const blocks: string[] = [];
  for (const table of await tablesInOrder(database)) {
    const statements = await dumpTable(database, table);
    if (statements.length > 0) blocks.push(`-- ${table}\n${statements.join('\n')}`);
  }
  return `${blocks.join('\n\n')}\n`;
}

/** A table comes after those it refers to. */
async function tablesInOrder(database: Database): Promise<string[]> {
  const tables = await database.query<{ name: string }>(
    "select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1",
  );
  const references = await database.query<{ from: string; to: string }>(
    `select conrelid::regclass::text as "from", confrelid::regclass::text as "to" from pg_constraint where contype = 'f'`,
  );
  const ordered: string[] = [];
  const visit = (name: string) => {
    if (ordered.includes(name)) return;
    for (const reference of references) if (reference.from === name && reference.to !== name) visit(reference.to);
    ordered.push(name);
  };
  for (const { name } of tables) visit(name);
  return ordered;
}

async function dumpTable(database: Database, table: string): Promise<string[]> {
  const columns = await database.query<{ name: string; generated: boolean }>(
    `select attname as name, attidentity <> '' as generated from pg_attribute
      where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
    [table],
  );
  const names = columns.map(({ name }) => escapeIdentifier(name));
  const key = await database.query<{ name: string }>(
    `select a.attname as name from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
      where i.indrelid = $1::regclass and i.indisprimary order by array_position(i.indkey::int2[], a.attnum)`,
    [table],
  );
  const order = key.map(({ name }) => escapeIdentifier(name)).join(', ');
  const texts = names.map((name) => `${name}::text`).join(', ');
  const rows = await database.query<{ row: (string | null)[] }>(
    `select array[${texts}] as row from ${escapeIdentifier(table)} order by ${order || '1'}`,
  );
  const override = columns.some(({ generated }) => generated) ? ' overriding system value' : '';
  return rows.map(({ row }) => {
    const values = row.map((text) => (text === null ? 'null' : escapeLiteral(text)));
    return `insert into ${escapeIdentifier(table)} (${names.join(', ')})${override} values (${values.join(', ')});`;
  });
}
