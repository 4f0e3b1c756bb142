import { join } from 'node:path';
import type { ClosingStack } from '../closing-stack.ts';
import type { Config } from '../config.ts';
import type { Database } from '../ports.ts';
import { StartProblem } from '../start-problem.ts';
import { openDatabase } from './database.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { migrate } from './migrate.ts';

const oldestVersion = 15;

export interface Store {
  readonly database: Database;
  /** Settles when the embedded server ends; never for an external one, whose connections come back by themselves. */
  readonly ended: Promise<void>;
}

/** Opens the database of the configuration, migrated: embedded under the data folder, or by its URL. */
export async function openStore(config: Config, opened: ClosingStack, log: (line: string) => void): Promise<Store> {
  const server = config.databaseUrl
    ? null
    : await startEmbeddedPostgres({ folder: join(config.data, 'postgres'), log });
  if (server) opened.push('embedded PostgreSQL', () => server.stop());
  const database = server ? await openDatabase(server.url) : await openExternal(config.databaseUrl ?? '');
  opened.push('database', () => database.close());
  await refuseOldServer(database);
  await migrate(database);
  return { database, ended: server?.ended ?? new Promise(() => undefined) };
}

/** The reason is a code: a message could repeat the URL with its password. */
async function openExternal(url: string): Promise<Database> {
  try {
    return await openDatabase(url);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new StartProblem(`HULIN_DATABASE_URL: the database cannot be reached (${code ?? 'no answer'})`, { cause });
  }
}

async function refuseOldServer(database: Database): Promise<void> {
  const [row] = await database.query<{ version: number }>(
    "select current_setting('server_version_num')::int / 10000 as version",
  );
  if (row && row.version >= oldestVersion) return;
  throw new StartProblem(`HULIN_DATABASE_URL: PostgreSQL ${oldestVersion} or later is needed, this is ${row?.version}`);
}
