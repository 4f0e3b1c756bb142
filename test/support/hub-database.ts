import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import type { Database } from '../../src/hub/ports.ts';
import { openDatabase } from '../../src/hub/store/database.ts';
import { onServer, withDatabase } from './database-server.ts';

export interface FreshDatabase {
  readonly database: Database;
  readonly url: string;
  drop(): Promise<void>;
}

/** A migrated database of a test's own on the run's PostgreSQL. Drop it when done. */
export async function freshDatabase(): Promise<FreshDatabase> {
  return copyDatabase(`template ${inject('postgresTemplate')}`);
}

/** One without any schema. */
export async function emptyDatabase(): Promise<FreshDatabase> {
  return copyDatabase('template template0');
}

async function copyDatabase(how: string): Promise<FreshDatabase> {
  const server = inject('postgresUrl');
  const name = `hulin_test_${randomBytes(6).toString('hex')}`;
  await onServer(server, `create database ${name} ${how}`);
  const url = withDatabase(server, name);
  const database = await openDatabase(url);
  const drop = async () => {
    await database.close();
    await onServer(server, `drop database ${name} with (force)`);
  };
  return { database, url, drop };
}
