import { chmod, chown, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StartProblem } from '../start-problem.ts';
import { type Account, canEnter, postgresAccount } from './account.ts';
import { exists, readIfThere } from './file.ts';
import { locatePostgres, reachableBinaries } from './postgres-binaries.ts';

/** Where an embedded PostgreSQL lives: its folder, the cluster in it, its binaries, and whom it runs as (null: ourselves). */
export interface PostgresHome {
  readonly folder: string;
  readonly cluster: string;
  readonly native: string;
  readonly account: Account | null;
}

/** Where clusters and binaries go that the server's account cannot reach where they should be. */
const shelter = '/var/lib/hulin';
/** A socket's path holds about 100 bytes on every system; `/.s.PGSQL.5432.lock` comes behind the folder's. */
const longestSocketFolder = 80;

/** Finds or makes the home for the database of `folder`. It stays where it was first made: `moved-to` names a place elsewhere. */
export async function findPostgresHome(folder: string, log: (line: string) => void): Promise<PostgresHome> {
  await mkdir(folder, { recursive: true });
  const moved = (await readIfThere(join(folder, 'moved-to')))?.trim();
  if (moved && !(await exists(moved)))
    throw new StartProblem(`the database of ${folder} was moved to ${moved}: it is gone`);
  const account = await postgresAccount(join(moved ?? folder, 'cluster'));
  const place = moved ?? ((await canEnter(dirname(folder), account)) ? folder : await takeShelter(folder));
  if (place !== folder)
    log(`PostgreSQL runs as ${account?.name ?? 'itself'}, who cannot enter ${folder}: its data lie in ${place}`);
  if (account) await chown(place, account.uid, account.gid);
  await chmod(place, 0o700);
  const native = await reachableBinaries(await locatePostgres(), account, shelter);
  return { folder: place, cluster: join(place, 'cluster'), native, account };
}

async function takeShelter(folder: string): Promise<string> {
  if (await exists(join(folder, 'cluster'))) {
    throw new StartProblem(`PostgreSQL's account may no longer enter ${folder}: make the folders above it enterable`);
  }
  await mkdir(shelter, { recursive: true, mode: 0o755 });
  // A new name each time: data thrown away together with `folder` must not come back.
  const place = await mkdtemp(join(shelter, 'cluster-'));
  await writeFile(join(folder, 'moved-to'), `${place}\n`);
  return place;
}

/** The folder for the server's socket: its home, or a short one in /tmp when the home's path is too long for a socket. */
export async function openSocketFolder({ folder, account }: PostgresHome): Promise<string> {
  if (Buffer.byteLength(folder) <= longestSocketFolder) return folder;
  const short = await mkdtemp('/tmp/hulin-pg-');
  if (account) await chown(short, account.uid, account.gid);
  return short;
}
