import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError } from 'pg';
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
export async function dropDatabases(url: string, names: readonly string[]): Promise<void> {
  for (const name of names) await dropDatabase(url, name);
}

/** The server's own vacuum may not be sent away by anybody but its owner; it leaves by itself within a moment. */
async function dropDatabase(url: string, name: string, triesLeft = 20): Promise<void> {
  try {
    await onServer(url, `drop database if exists ${name} with (force)`);
  } catch (problem) {
    if (!isNotAllowed(problem) || triesLeft === 0) throw problem;
    await sleep(500);
    await dropDatabase(url, name, triesLeft - 1);
  }
}

function isNotAllowed(problem: unknown): boolean {
  return problem instanceof DatabaseError && problem.code === '42501';
}
