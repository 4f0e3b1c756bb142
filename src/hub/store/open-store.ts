import { join } from 'node:path';
import type { ClosingStack } from '../closing-stack.ts';
import type { Config } from '../config.ts';
import type { Database } from '../ports.ts';
import { StartProblem } from '../start-problem.ts';
import { openDatabase } from './database.ts';
import { startEmbeddedPostgres, stopsWithinMs } from './embedded-postgres.ts';
import { migrate } from './migrate.ts';

const oldestVersion = 15;

export interface Store {
  readonly database: Database;
  readonly url: string;
  /** Settles when the embedded server ends; never for an external one, whose connections come back by themselves. */
  readonly ended: Promise<void>;
}

/** Opens the database of the configuration, migrated: embedded under the data folder, or by its URL. */
export async function openStore(config: Config, opened: ClosingStack, log: (line: string) => void): Promise<Store> {
  const store = await openServer(config, opened, log);
  await migrate(store.database);
  return store;
}

/** The same as it is, unmigrated. A server that could lose what it acknowledged is a `StartProblem`. */
export async function openServer(config: Config, opened: ClosingStack, log: (line: string) => void): Promise<Store> {
  const server = config.databaseUrl
    ? null
    : await startEmbeddedPostgres({ folder: join(config.data, 'postgres'), log });
  if (server) opened.push('embedded PostgreSQL', () => server.stop(), stopsWithinMs);
  const url = server?.url ?? config.databaseUrl ?? '';
  const database = server ? await openDatabase(url) : await openExternal(url);
  opened.push('database', () => database.close());
  await refuseOldServer(database);
  await refuseForgetfulServer(database, log);
  return { database, url, ended: server?.ended ?? new Promise(() => undefined) };
}

/** The database at a URL. The reason of a `StartProblem` is a code: a message could repeat the URL with its password. */
export async function openExternal(url: string): Promise<Database> {
  try {
    return await openDatabase(url);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new StartProblem(`HULIN_DATABASE_URL: the database cannot be reached (${code ?? 'no answer'})`, { cause });
  }
}

/** A receipt says that a record is on disk: with these off it would be a lie after the next power cut. */
async function refuseForgetfulServer(database: Database, log: (line: string) => void): Promise<void> {
  const rows = await database.query<{ name: string; setting: string }>(
    "select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes')",
  );
  const off = rows.filter(({ setting }) => setting === 'off').map(({ name }) => name);
  const lies = off.filter((name) => name !== 'full_page_writes');
  if (lies.length > 0)
    throw new StartProblem(`the database has ${lies.join(' and ')} off: it would lose what it acknowledged; switch on`);
  if (off.length > 0)
    log('the database has full_page_writes off: that is safe only where the disk never writes half a page');
}

async function refuseOldServer(database: Database): Promise<void> {
  const [row] = await database.query<{ version: number }>(
    "select current_setting('server_version_num')::int / 10000 as version",
  );
  if (row && row.version >= oldestVersion) return;
  throw new StartProblem(`HULIN_DATABASE_URL: PostgreSQL ${oldestVersion} or later is needed, this is ${row?.version}`);
}
