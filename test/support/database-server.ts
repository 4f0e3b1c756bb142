import { openDatabase } from '../../src/hub/store/database.ts';

/** The same server's URL with another database. */
export function withDatabase(url: string, name: string): string {
  return url.replace(/\/[^/?]*(\?|$)/, `/${name}$1`);
}

/** Runs statements on a server, each outside any transaction. */
export async function onServer(url: string, ...statements: readonly string[]): Promise<void> {
  const admin = await openDatabase(url);
  try {
    for (const statement of statements) await admin.query(statement);
  } finally {
    await admin.close();
  }
}

/** Drops databases of a server, whoever is connected to them. */
export function dropDatabases(url: string, names: readonly string[]): Promise<void> {
  return onServer(url, ...names.map((name) => `drop database if exists ${name} with (force)`));
}
