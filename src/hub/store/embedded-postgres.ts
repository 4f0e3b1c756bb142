import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client, DatabaseError } from 'pg';
import { StartProblem } from '../start-problem.ts';
import { advisoryLocks } from './advisory-locks.ts';
import { exists, readIfThere } from './file.ts';
import { findPostgresHome, openSocketFolder, type PostgresHome } from './postgres-home.ts';

/** A running PostgreSQL of our own: one cluster, one database `hulin`, reached by Unix socket only. */
export interface EmbeddedPostgres {
  readonly url: string;
  readonly pid: number;
  /** Settles when the server ends, asked or not. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  readonly folder: string;
  readonly log: (line: string) => void;
  /** Server settings over the product's own. For tests. */
  readonly settings?: Readonly<Record<string, string>>;
}

const user = 'hulin';
const port = 5432;
const busyForMs = 3_000;
const retryExitsForMs = 10_000;
/** One attempt to connect: a server that is dying may take a connection and never answer it. */
const answerWithinMs = 10_000;
const recoverWithinMs = 300_000;
const stopWithinMs = 10_000;
/** How long stopping a server may take, ms: in good order, and then by force. */
export const stopsWithinMs = stopWithinMs + 2_000;

const productSettings = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  shared_buffers: '64MB',
  max_connections: '60',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  jit: 'off',
};

/**
 * Starts PostgreSQL on the data in `folder`, which it makes when it is not there. A server left over from a killed hub is
 * stopped first; one whose hub still lives is a `StartProblem`.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const home = await findPostgresHome(resolve(options.folder), options.log);
  await stopLeftOver(home, options.log);
  if (!(await exists(join(home.cluster, 'PG_VERSION')))) await initialise(home);
  const sockets = await openSocketFolder(home);
  const settings = { ...productSettings, unix_socket_directories: sockets, ...options.settings };
  const child = await spawnServer(home, sockets, settings);
  const owner = await claim(sockets);
  return serverOf(child, owner, home, sockets);
}

/** The URL of the cluster of `folder` while a living hub runs it; null when none does. */
export async function findRunningPostgres(folder: string, log: (line: string) => void): Promise<string | null> {
  const home = await findPostgresHome(resolve(folder), log);
  const sockets = (await readIfThere(join(home.cluster, 'postmaster.pid')))?.split('\n')[4];
  if (!sockets || !(await isServing(sockets)) || (await isAbandoned(sockets))) return null;
  return urlOf(sockets);
}

function urlOf(sockets: string): string {
  return `postgres://${user}@${encodeURIComponent(sockets)}:${port}/hulin`;
}

/** Runs a server left over from a killed hub to its end; harmless when there is none. */
async function stopLeftOver(home: PostgresHome, log: (line: string) => void): Promise<void> {
  const pidFile = (await readIfThere(join(home.cluster, 'postmaster.pid')))?.split('\n');
  const sockets = pidFile?.[4];
  if (!pidFile || !sockets || !(await isServing(sockets))) return;
  if (!(await isAbandoned(sockets))) throw new StartProblem(`${home.folder} is in use by another hub that is running`);
  log(`stopping the PostgreSQL left over from a hub that was killed (process ${pidFile[0]})`);
  await run(home, 'pg_ctl', ['stop', '-D', home.cluster, '-m', 'fast', '-t', '60']);
  if (sockets !== home.folder) await rm(sockets, { recursive: true, force: true });
}

/** Somebody answers on the socket in our own folder: a server of ours, not a stranger with a recycled process number. */
async function isServing(sockets: string): Promise<boolean> {
  const answer = await tryConnect(sockets);
  if (answer.client) await answer.client.end();
  return Boolean(answer.client) || answer.starting;
}

/** Whether the lock of the cluster's hub is free: a killed hub's connections go within moments. */
async function isAbandoned(sockets: string): Promise<boolean> {
  for (const deadline = Date.now() + busyForMs; Date.now() < deadline; await sleep(100)) {
    const { client } = await tryConnect(sockets);
    const rows = await client?.query<{ free: boolean }>('select pg_try_advisory_lock($1) as free', [
      advisoryLocks.owner,
    ]);
    await client?.end();
    if (rows?.rows[0]?.free) return true;
  }
  return false;
}

/** `starting`: the server is there but takes no connections yet (SQLSTATE 57P03). */
async function tryConnect(sockets: string): Promise<{ client: Client | null; starting: boolean }> {
  const client = new Client({
    host: sockets,
    port,
    user,
    database: 'postgres',
    connectionTimeoutMillis: answerWithinMs,
  });
  client.on('error', () => undefined); // the server ended: whoever uses the client sees its query fail
  try {
    await client.connect();
    return { client, starting: false };
  } catch (error) {
    return { client: null, starting: error instanceof DatabaseError && error.code === '57P03' };
  }
}

/** Makes the cluster beside its place and moves it there: a half-made one is never used. */
async function initialise(home: PostgresHome): Promise<void> {
  const fresh = `${home.cluster}.new`;
  await rm(fresh, { recursive: true, force: true });
  const form = ['--locale=C', '--encoding=UTF8', '--auth=trust', `--username=${user}`, '--no-instructions'];
  await run(home, 'initdb', ['-D', fresh, ...form]);
  await rename(fresh, home.cluster);
}

async function run(home: PostgresHome, program: string, parameters: string[]): Promise<void> {
  try {
    await promisify(execFile)(join(home.native, 'bin', program), parameters, processOptions(home));
  } catch (cause) {
    const { stderr } = cause as { stderr?: string };
    const reason = stderr?.trim().split('\n').at(-1) ?? String(cause);
    throw new StartProblem(`PostgreSQL's ${program} failed: ${reason}`, { cause });
  }
}

function processOptions({ folder, account }: PostgresHome) {
  const env = { PATH: process.env.PATH, LC_ALL: 'C' };
  return { cwd: folder, env, ...(account && { uid: account.uid, gid: account.gid }) };
}

/** Starts the server until it stays: after a killed one, its last processes may hold the memory for a moment. */
async function spawnServer(home: PostgresHome, sockets: string, settings: object): Promise<ChildProcess> {
  const logFile = join(home.folder, 'postgres.log');
  if (await exists(logFile)) await rename(logFile, `${logFile}.1`);
  const parameters = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  for (const deadline = Date.now() + retryExitsForMs; Date.now() < deadline; await sleep(200)) {
    const output = await open(logFile, 'a', 0o600);
    // Detached: Ctrl-C reaches every process of the terminal's group, and the database has to go last.
    const child = spawn(join(home.native, 'bin', 'postgres'), ['-D', home.cluster, ...parameters], {
      ...processOptions(home),
      detached: true,
      stdio: ['ignore', output.fd, output.fd],
    });
    await output.close();
    if (await isReady(child, sockets)) return child;
  }
  const lastLine = (await readIfThere(logFile))?.trim().split('\n').at(-1);
  throw new StartProblem(`PostgreSQL does not start: ${lastLine ?? `see ${logFile}`}`);
}

async function isReady(child: ChildProcess, sockets: string): Promise<boolean> {
  const gone = once(child, 'exit').then(
    () => true,
    () => true,
  );
  for (const deadline = Date.now() + recoverWithinMs; Date.now() < deadline; ) {
    const { client } = await tryConnect(sockets);
    await client?.end();
    if (client) return !hasEnded(child);
    // It may have ended before anybody listened for its end.
    if (hasEnded(child) || (await Promise.race([gone, sleep(40, false)]))) return false;
  }
  child.kill('SIGQUIT');
  return false;
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Takes the owner's lock for this hub's life and makes the database. */
async function claim(sockets: string): Promise<Client> {
  const { client } = await tryConnect(sockets);
  if (!client) throw new StartProblem('PostgreSQL ended while it started');
  await client.query('select pg_advisory_lock($1)', [advisoryLocks.owner]);
  const { rowCount } = await client.query("select from pg_database where datname = 'hulin'");
  if (rowCount === 0) await client.query('create database hulin');
  return client;
}

function serverOf(child: ChildProcess, owner: Client, home: PostgresHome, sockets: string): EmbeddedPostgres {
  const ended = hasEnded(child) ? Promise.resolve() : once(child, 'exit').then(() => undefined);
  const stop = async () => {
    await owner.end();
    if (child.exitCode === null) child.kill('SIGINT'); // a fast shutdown
    const late = setTimeout(() => child.kill('SIGQUIT'), stopWithinMs);
    await ended;
    clearTimeout(late);
    if (sockets !== home.folder) await rm(sockets, { recursive: true, force: true });
  };
  return { url: urlOf(sockets), pid: child.pid ?? 0, ended, stop };
}
