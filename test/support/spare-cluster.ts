import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { chmod, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startEmbeddedPostgres } from '../../src/hub/store/embedded-postgres.ts';

let making: Promise<string> | null = null;

/**
 * Puts an empty database cluster where a hub would make its own at its first start: made the same way, once in a process instead
 * of for every hub. What a first start does is tried in `test/hub/start.test.ts`, without this.
 */
export async function placeSpareCluster(dataFolder: string): Promise<void> {
  making ??= makeSpare();
  await promisify(execFile)('cp', ['-a', join(await making, 'postgres'), dataFolder]);
}

async function makeSpare(): Promise<string> {
  const folder = await mkdtemp('/tmp/hulin-spare-');
  await chmod(folder, 0o755); // PostgreSQL's own account has to get in
  const server = await startEmbeddedPostgres({ folder: join(folder, 'postgres'), log: () => {} });
  await server.stop();
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
