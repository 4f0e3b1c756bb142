import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** A user of this machine. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Whom PostgreSQL runs as: null for ourselves. It refuses root, so root lends it the owner of `cluster` if that exists already,
 * else `postgres`, else `nobody`.
 */
export async function postgresAccount(cluster: string): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const accounts = await readAccounts();
  const owner = await stat(cluster).then(
    ({ uid }) => accounts.find((account) => account.uid === uid && uid !== 0),
    () => undefined,
  );
  const named = (name: string) => accounts.find((account) => account.name === name);
  return owner ?? named('postgres') ?? named('nobody') ?? null;
}

async function readAccounts(): Promise<Account[]> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').filter((line) => line.includes(':'));
  return lines.map((line) => {
    const [name = '', , uid, gid] = line.split(':');
    return { name, uid: Number(uid), gid: Number(gid) };
  });
}

/** Whether an account may read the file `path` and get there; always true for ourselves (null). */
export async function canReach(path: string, account: Account | null): Promise<boolean> {
  return !account || ((await isAllowed(path, account, 4)) && canEnter(dirname(resolve(path)), account));
}

/** Whether an account may enter a folder and every folder above it; always true for ourselves (null). */
export async function canEnter(folder: string, account: Account | null): Promise<boolean> {
  if (!account) return true;
  if (!(await isAllowed(folder, account, 1))) return false;
  return folder === dirname(folder) || canEnter(dirname(folder), account);
}

async function isAllowed(path: string, { uid, gid }: Account, bit: 1 | 4): Promise<boolean> {
  const { mode, uid: owner, gid: group } = await stat(path);
  const shift = owner === uid ? 6 : group === gid ? 3 : 0;
  return ((mode >> shift) & bit) !== 0;
}
