import { join } from 'node:path';
import type { ClosingStack } from '../closing-stack.ts';
import type { Config } from '../config.ts';
import type { Database } from '../ports.ts';
import { openDatabase } from './database.ts';
import { findRunningPostgres } from './embedded-postgres.ts';
import { openExternal, openStore } from './open-store.ts';

/**
 * The database of a hub for a command beside it, which acknowledges nothing: an external server, or the embedded one of a running hub, is
 * used as it is; without one it is started.
 */
export async function joinStore(config: Config, opened: ClosingStack, log: (line: string) => void): Promise<Database> {
  const database = config.databaseUrl ? await openExternal(config.databaseUrl) : await openRunning(config, log);
  if (!database) return (await openStore(config, opened, log)).database;
  opened.push('database', () => database.close());
  return database;
}

async function openRunning({ data }: Config, log: (line: string) => void): Promise<Database | null> {
  const running = await findRunningPostgres(join(data, 'postgres'), log);
  return running ? openDatabase(running) : null;
}
