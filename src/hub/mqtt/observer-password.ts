import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeSecret } from './gateway-secret.ts';

/** The read-only observer's password, kept in the data folder (0600) so that it stays the same from start to start. */
export async function observerPassword(dataFolder: string): Promise<string> {
  const file = join(dataFolder, 'observer-password');
  await mkdir(dataFolder, { recursive: true });
  await writeFile(file, `${makeSecret()}\n`, { flag: 'wx', mode: 0o600 }).catch(leaveExisting);
  return (await readFile(file, 'utf8')).trim();
}

function leaveExisting(problem: NodeJS.ErrnoException): void {
  if (problem.code !== 'EEXIST') throw problem;
}
