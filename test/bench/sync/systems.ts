import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type LinkRole, startHub } from '../../support/hub-process.ts';
import { pageCode } from './bench-browser.ts';

export type SystemName = 'reference' | 'hulin' | 'pouchdb' | 'rxdb';

/** A server of a system, on a fresh store of its own. */
export interface BenchServer {
  /** A page of its origin without any code. */
  readonly blank: string;
  /** An enrolment link, where the system has such a thing. */
  link(role: LinkRole): string | undefined;
  dispose(): Promise<void>;
}

/** A system to be measured: the code of its page, and how its server is started. */
export interface BenchSystem {
  readonly name: SystemName;
  readonly title: string;
  readonly code: string;
  serve(): Promise<BenchServer>;
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The reference, Hulin and the peers if wanted: in this order each round goes through them. */
export async function openSystems(besidePeers: boolean): Promise<readonly BenchSystem[]> {
  const two: BenchSystem[] = [
    await peer('reference', 'Dexie → HTTP → SQLite(FULL)', '/'),
    { name: 'hulin', title: 'Hulin', code: await pageCode(here('hulin-page.ts')), serve: serveHub },
  ];
  if (!besidePeers) return two;
  return [
    ...two,
    await peer('pouchdb', 'PouchDB → express-pouchdb, LevelDB(sync)', '/blank'),
    await peer('rxdb', 'RxDB (Dexie) → HTTP → SQLite(FULL)', '/'),
  ];
}

async function peer(name: SystemName, title: string, blank: string): Promise<BenchSystem> {
  const code = await pageCode(here(`../peers/${name}-page.mjs`));
  return { name, title, code, serve: () => servePeer(here(`../peers/${name}-server.mjs`), blank) };
}

async function serveHub(): Promise<BenchServer> {
  const hub = await startHub({ env: { HULIN_LOG: 'warn' } });
  return { blank: `${hub.url}/manifest.webmanifest`, link: (role) => linkOf(hub.links()[role]), dispose: hub.dispose };
}

function linkOf(link: string | undefined): string {
  if (!link) throw new Error('the hub printed no link');
  return new URL(link).hash;
}

/** Ends with this process too: its channel to us closes. */
async function servePeer(script: string, blank: string): Promise<BenchServer> {
  const folder = await mkdtemp(join(tmpdir(), 'hulin-bench-server-'));
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const port = await firstLine(child);
  const dispose = async () => {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  return { blank: `http://127.0.0.1:${port}${blank}`, link: () => undefined, dispose };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no output to read');
  const lines = createInterface({ input: child.stdout });
  const line = await Promise.race([once(lines, 'line'), once(child, 'exit')]);
  if (!/^\d+$/.test(String(line[0]))) throw new Error('the server does not start');
  return String(line[0]);
}
