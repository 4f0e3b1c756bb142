import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { runProgram, type StartedProgram } from './run-start.ts';
import { placeSpareCluster } from './spare-cluster.ts';

export type LinkRole = 'administrator' | 'commander' | 'gate-keeper' | 'ranger';

export interface HubProcessOptions {
  /** `demo` unless said: with demonstration stations, and simulated devices when `scenario` is not `none` (it is unless said). */
  readonly mode?: 'demo' | 'production';
  readonly scenario?: 'none' | 'quiet' | 'smoulder';
  /** Further HULIN_… variables. */
  readonly env?: Record<string, string>;
  /** Runs it so that `shiftClock` and `dieAt` work; else it is started as a user starts it. */
  readonly tampered?: boolean;
  /** Makes its database itself, as on a machine where it never ran. */
  readonly isFirstStart?: boolean;
}

/** The built hub in a process of its own, on a data folder and ports of its own, which it keeps when it is started again. */
export interface HubProcess {
  readonly url: string;
  readonly mqttPort: number;
  readonly dataFolder: string;
  /** Of the latest start; each is good for one enrolment within ten minutes. */
  links(): Partial<Record<LinkRole, string>>;
  observer(): { username: string; password: string } | null;
  pid(): number;
  stdout(): string;
  stderr(): string;
  /** Ends it; resolves with its exit code, or the signal's name, once it is gone. */
  kill(signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT'): Promise<number | string>;
  /** Resolves when it has ended, by itself or not. */
  ended(): Promise<number | string>;
  /** Starts it again after it has ended. */
  restart(): Promise<void>;
  shiftClock(shiftMs: number): void;
  /** It kills itself with SIGKILL at the next push: before its commit, or after it but before the answer. */
  dieAt(fault: 'before-commit' | 'after-commit' | null): void;
  /** Ends it if need be, and removes all that it left. */
  dispose(): Promise<void>;
}

const startWithinMs = 120_000;

/** Builds what has changed, starts a hub and resolves when it serves. Rejects with what it said when it does not. */
export async function startHub(options: HubProcessOptions = {}): Promise<HubProcess> {
  const dataFolder = await mkdtemp('/tmp/hulin-hub-');
  await chmod(dataFolder, 0o755); // PostgreSQL's own account has to get in
  if (!options.isFirstStart) await placeSpareCluster(dataFolder);
  const [port, mqttPort] = [await freePort(), await freePort()];
  const env = { HULIN_PORT: `${port}`, HULIN_MQTT_PORT: `${mqttPort}`, HULIN_DATA: dataFolder, ...options.env };
  let run = await start(options, env);
  const tell = (message: object) => {
    if (!options.tampered) throw new Error('only a tampered hub listens');
    run.process.send(message);
  };
  const kill = async (signal: NodeJS.Signals) => {
    run.process.kill(signal);
    return run.ended;
  };
  return {
    ...{ url: options.env?.HULIN_PUBLIC_URL ?? `http://127.0.0.1:${port}`, mqttPort, dataFolder, kill },
    links: () => readLinks(run.stdout()),
    observer: () => readObserver(run.stdout()),
    pid: () => run.pid,
    stdout: () => run.stdout(),
    stderr: () => run.stderr(),
    ended: () => run.ended,
    restart: async () => {
      run = await start(options, env);
    },
    shiftClock: (shiftMs) => tell({ shiftMs }),
    dieAt: (fault) => tell({ fault }),
    dispose: async () => {
      await kill('SIGTERM');
      await stopLeftOverPostgres(dataFolder);
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

async function start(
  { mode, scenario, tampered }: HubProcessOptions,
  env: Record<string, string>,
): Promise<StartedProgram> {
  const args = mode === 'production' ? ['--production'] : [scenario ?? 'none'];
  await buildOnce();
  const run = tampered
    ? runProgram('test/support/hub-child.mjs', args, env)
    : runProgram('src/hub/start.mjs', [...args, '--as-built', '--with-parent'], env);
  const ready = await Promise.race([
    isServing(run),
    run.ended.then(() => false),
    sleep(startWithinMs, false, { ref: false }),
  ]);
  if (ready) return run;
  run.process.kill('SIGTERM');
  throw new Error(`the hub does not start:\n${run.stdout()}\n${run.stderr()}`);
}

let building: Promise<void> | null = null;

/** Builds what has changed, the first time it is called in a process. */
export function buildOnce(): Promise<void> {
  building ??= (async () => {
    const built = runProgram('src/hub/start.mjs', ['--build'], {});
    if ((await built.ended) !== 0) throw new Error(`the build failed: ${built.stderr()}`);
  })();
  return building;
}

/** The welcome ends in an empty line. */
async function isServing(run: StartedProgram): Promise<boolean> {
  while (!/Hulin 护林 is at [^]+\n\n$/.test(run.stdout())) await sleep(25);
  return true;
}

function readLinks(output: string): Partial<Record<LinkRole, string>> {
  const links = output.matchAll(/^ {2}([a-z-]+) +(https?:\S+#enrol=\S+)$/gm);
  return Object.fromEntries([...links].map(([, role, link]) => [role, link]));
}

function readObserver(output: string): { username: string; password: string } | null {
  const [, username, password] = /mosquitto_sub .* -u (\S+) -P (\S+)/.exec(output) ?? [];
  return username && password ? { username, password } : null;
}

/** The server of a hub that was killed goes on until somebody stops it. */
async function stopLeftOverPostgres(dataFolder: string): Promise<void> {
  const pidFile = `${dataFolder}/postgres/cluster/postmaster.pid`;
  const readPid = () =>
    readFile(pidFile, 'utf8').then(
      (text) => Number(text.split('\n')[0]),
      () => null,
    );
  const pid = await readPid();
  if (pid === null) return;
  try {
    process.kill(pid, 'SIGINT');
  } catch {
    return; // it has ended without removing its file: it was killed too
  }
  for (const deadline = Date.now() + 10_000; (await readPid()) !== null && Date.now() < deadline; ) await sleep(50);
}
