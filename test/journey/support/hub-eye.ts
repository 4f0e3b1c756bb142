import { readFile } from 'node:fs/promises';
import type { QueryResultRow } from 'pg';
import { openDatabase } from '../../../src/hub/store/database.ts';
import type { HubProcess } from '../../support/hub-process.ts';

/** Looks straight into the database of a running hub, past everything it would say of itself. */
export async function hubRows<Row extends QueryResultRow>(
  { dataFolder }: HubProcess,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const pidFile = await readFile(`${dataFolder}/postgres/cluster/postmaster.pid`, 'utf8');
  const sockets = encodeURIComponent(pidFile.split('\n')[4] ?? '');
  const database = await openDatabase(`postgres://hulin@${sockets}:5432/hulin`);
  try {
    return await database.query<Row>(text, values);
  } finally {
    await database.close();
  }
}

/** Every row of every table of the hub, as text. */
export async function everyHubRow(hub: HubProcess): Promise<string[]> {
  const tables = await hubRows<{ name: string }>(
    hub,
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  );
  const rows = await Promise.all(
    tables.map(({ name }) => hubRows<{ row: string }>(hub, `select t::text as row from "${name}" t`)),
  );
  return rows.flat().map(({ row }) => row);
}
