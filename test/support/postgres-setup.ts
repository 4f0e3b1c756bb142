import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../src/hub/store/database.ts';
import { startEmbeddedPostgres } from '../../src/hub/store/embedded-postgres.ts';
import { migrate } from '../../src/hub/store/migrate.ts';
import { dropDatabases, onServer, withDatabase } from './database-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string;
    postgresTemplate: string;
  }
}

/** Vitest's global setup: one PostgreSQL for the run (or the one of HULIN_TEST_DATABASE_URL), with a migrated database to copy. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  return provideTemplate(project, await findServer());
}

/** Makes a migrated database to copy on a server. What is answered drops it with all its copies and ends the server. */
export async function provideTemplate(
  project: TestProject,
  server: { readonly url: string; readonly stop: () => Promise<void> },
): Promise<() => Promise<void>> {
  const template = `hulin_template_${process.pid}`;
  const tearDown = async () => {
    await dropDatabases(server.url, await namesOfCopies(server.url, template));
    await server.stop();
  };
  try {
    await onServer(server.url, `create database ${template}`);
    const database = await openDatabase(withDatabase(server.url, template));
    await migrate(database);
    await database.close();
  } catch (error) {
    await tearDown();
    throw error;
  }
  project.provide('postgresUrl', server.url);
  project.provide('postgresTemplate', template);
  return tearDown;
}

async function namesOfCopies(url: string, template: string): Promise<string[]> {
  const admin = await openDatabase(url);
  try {
    const rows = await admin.query<{ name: string }>('select datname as name from pg_database where datname ^@ $1', [
      template,
    ]);
    return rows.map(({ name }) => name);
  } finally {
    await admin.close();
  }
}

async function findServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  const url = process.env.HULIN_TEST_DATABASE_URL;
  if (url) return { url, stop: async () => undefined };
  const folder = await mkdtemp('/tmp/hulin-test-');
  const settings = { fsync: 'off', full_page_writes: 'off', max_connections: '200' }; // the data die with the run
  await chmod(folder, 0o755);
  const server = await startEmbeddedPostgres({ folder: join(folder, 'postgres'), log: console.warn, settings });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
