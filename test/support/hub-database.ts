import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import type { Database } from '../../src/hub/ports.ts';
import { openDatabase } from '../../src/hub/store/database.ts';
import { dropDatabases, onServer, withDatabase } from './database-server.ts';

export interface FreshDatabase {
  readonly database: Database;
  readonly url: string;
  drop(): Promise<void>;
}

/** A migrated database of a test's own on the run's PostgreSQL. Drop it when done; it goes then, or with the run. */
export async function freshDatabase(): Promise<FreshDatabase> {
  return copyDatabase(`template ${inject('postgresTemplate')}`);
}

/** One without any schema. */
export async function emptyDatabase(): Promise<FreshDatabase> {
  return copyDatabase('template template0');
}

/** Databases of tests that have ended. */
const over: string[] = [];
const roomFor = 16;

/** Copied as files, and dropped many at once: both spare the server half a second of work for every test that has a hub. */
async function copyDatabase(how: string): Promise<FreshDatabase> {
  const server = inject('postgresUrl');
  const name = `${inject('postgresTemplate')}_${randomBytes(6).toString('hex')}`;
  await onServer(server, `create database ${name} ${how} strategy file_copy`);
  const url = withDatabase(server, name);
  const database = await openDatabase(url);
  const drop = async () => {
    await database.close();
    over.push(name);
    if (over.length >= roomFor) await dropDatabases(server, over.splice(0));
  };
  return { database, url, drop };
}
