import { join } from 'node:path';
import type { ClosingStack } from '../closing-stack.ts';
import type { Config } from '../config.ts';
import type { Database } from '../ports.ts';
import { openDatabase } from './database.ts';
import { findRunningPostgres } from './embedded-postgres.ts';
import { openServer } from './open-store.ts';

/** Opens the database of the configuration for a command, as it is: beside the hub whose embedded server runs, else with a server of its own. */
export async function reachStore(config: Config, opened: ClosingStack, log: (line: string) => void): Promise<Database> {
  const running = config.databaseUrl ? null : await findRunningPostgres(join(config.data, 'postgres'), log);
  if (!running) return (await openServer(config, opened, log)).database;
  const database = await openDatabase(running);
  opened.push('database', () => database.close());
  return database;
}
