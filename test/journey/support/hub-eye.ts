import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { expect } from '@playwright/test';
import type { QueryResultRow } from 'pg';
import { openDatabase } from '../../../src/hub/store/database.ts';
import type { HubProcess } from '../../support/hub-process.ts';
import { sha256 } from './picture.ts';

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

export interface LinkAtHub {
  readonly seq: number;
  readonly hash: string;
  readonly raw: string;
}

/** What a phone's chain is at the hub: numbers 1 to `count`, each naming the hash of the one before, every hash recomputed from the bytes. */
export async function wholeChainAt(hub: HubProcess, count: number): Promise<LinkAtHub[]> {
  const rows = await hubRows<LinkAtHub & QueryResultRow>(
    hub,
    'select e.seq, e.hash, e.raw from event e join chain c on c.id = e.chain where c.device is not null order by e.seq',
  );
  expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  expect(rows.map(({ raw }) => sha256(Buffer.from(raw)))).toEqual(rows.map(({ hash }) => hash));
  const prevs = rows.map(({ raw }) => (JSON.parse(raw) as { prev: string | null }).prev);
  expect(prevs).toEqual([null, ...rows.slice(0, -1).map(({ hash }) => hash)]);
  return rows;
}

/** Every part an event names lies whole in the part store, under its hash, and nothing unfinished beside it. Answers how many. */
export async function wholePartsAt(hub: HubProcess): Promise<number> {
  const named = await hubRows<{ sha256: string; bytes: number }>(hub, 'select distinct sha256, bytes from event_part');
  const paths = await readdir(`${hub.dataFolder}/parts`, { recursive: true });
  expect(paths.filter((path) => path.endsWith('.begun'))).toEqual([]);
  const files = new Map(paths.filter((path) => path.endsWith('.part')).map((path) => [basename(path, '.part'), path]));
  for (const { sha256: name, bytes } of named) {
    const content = await readFile(`${hub.dataFolder}/parts/${files.get(name)}`);
    expect([content.length, sha256(content)]).toEqual([bytes, name]);
  }
  return named.length;
}

/** Every row of every table of the hub, as text. */
export async function everyHubRow(hub: HubProcess): Promise<string[]> {
  const tables = await hubRows<{ name: string }>(
    hub,
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  );
  const rows: string[] = [];
  for (const { name } of tables) {
    const found = await hubRows<{ row: string }>(hub, `select t::text as row from "${name}" t`);
    rows.push(...found.map(({ row }) => row));
  }
  return rows;
}
