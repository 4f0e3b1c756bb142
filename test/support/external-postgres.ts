import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { openDatabase } from '../../src/hub/store/database.ts';
import { onServer, withDatabase } from './database-server.ts';
import { freePort } from './free-port.ts';

/** A PostgreSQL of the system's packages: a cluster of its own in /tmp, reached by TCP with a password, never the system's service. */
export interface ExternalPostgres {
  /** As a role that may make databases and nothing more, as a hub's would be. */
  readonly url: string;
  readonly version: number;
  readonly log: () => string;
  stop(): Promise<void>;
}

const home = '/usr/lib/postgresql';
const role = 'hulin';

/** The newest version of the system's packages that a hub may use; null when there is none. */
export function externalVersion(): number | null {
  const versions = existsSync(home) ? readdirSync(home).map(Number) : [];
  const good = versions.filter((version) => version >= 15 && existsSync(`${home}/${version}/bin/initdb`));
  return good.length > 0 ? Math.max(...good) : null;
}

/** Starts it, with what a server does by default unless `settings` say otherwise. `folder`: where its data go; it must exist. */
export async function startExternalPostgres(
  settings: Readonly<Record<string, string>> = {},
  folder?: string,
): Promise<ExternalPostgres> {
  const version = externalVersion();
  if (version === null) throw new Error(`no PostgreSQL 15 or later under ${home}: apt-get install postgresql`);
  const parent = await mkdtemp(folder ? join(folder, 'external-') : '/tmp/hulin-external-');
  const account = nonRoot();
  if (account) await chown(parent, account.uid, account.gid);
  await chmod(parent, 0o700);
  const password = randomBytes(12).toString('hex');
  const secret = join(parent, 'password');
  await writeFile(secret, password, { mode: 0o600 });
  if (account) await chown(secret, account.uid, account.gid);
  const bin = `${home}/${version}/bin`;
  const cluster = join(parent, 'cluster');
  const form = ['--locale=C.UTF-8', '--auth=scram-sha-256', '--username=admin', `--pwfile=${secret}`];
  await promisify(execFile)(`${bin}/initdb`, ['-D', cluster, ...form], { cwd: parent, ...account });
  const port = await freePort();
  const server = await launch(bin, parent, cluster, port, settings, account);
  const admin = `postgres://admin:${password}@127.0.0.1:${port}/postgres`;
  await untilServing(admin, server);
  await onServer(admin, `create role ${role} login createdb password '${password}'`);
  const own = `postgres://${role}:${password}@127.0.0.1:${port}/postgres`;
  await onServer(own, `create database ${role}`);
  return {
    url: withDatabase(own, role),
    version,
    log: () => readFileSync(join(parent, 'log'), 'utf8'),
    stop: async () => {
      server.kill('SIGINT');
      await ended(server);
      await rm(parent, { recursive: true, force: true });
    },
  };
}

async function launch(
  bin: string,
  parent: string,
  cluster: string,
  port: number,
  settings: Readonly<Record<string, string>>,
  account: { uid: number; gid: number } | null,
): Promise<ChildProcess> {
  const all = { listen_addresses: '127.0.0.1', port: `${port}`, unix_socket_directories: parent, ...settings };
  const parameters = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = await open(join(parent, 'log'), 'a');
  const stdio: ['ignore', number, number] = ['ignore', log.fd, log.fd];
  const server = spawn(`${bin}/postgres`, ['-D', cluster, ...parameters], { cwd: parent, stdio, ...account });
  await log.close();
  process.once('exit', () => server.kill('SIGQUIT')); // a run that is broken off leaves no server behind
  return server;
}

async function untilServing(url: string, server: ChildProcess): Promise<void> {
  for (let tried = 0; ; tried += 1) {
    try {
      await (await openDatabase(url)).close();
      return;
    } catch (problem) {
      if (tried === 200 || server.exitCode !== null) throw problem;
      await sleep(100);
    }
  }
}

function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    server.once('exit', () => resolve());
  });
}

/** PostgreSQL refuses root: the account of its packages, then. */
function nonRoot(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((one) => one.startsWith('postgres:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}
