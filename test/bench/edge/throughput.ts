import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Fleet } from './fleet.ts';
import { type HubStage, password } from './hub-stage.ts';
import type { LoadResult } from './load.ts';
import { startMosquitto } from './mosquitto.ts';
import { memoryOf, processorTimeOf } from './processes.ts';
import { RawLine } from './raw-line.ts';
import { startLoad } from './run-load.ts';

export interface Pace {
  readonly warmMs: number;
  readonly runMs: number;
}

/** What one way of taking messages did under the same load. */
export interface Throughput extends LoadResult {
  readonly megabytes: number;
  /** Of the processes under test, for one message: what remains true on a machine that is busy with other things. */
  readonly processorMicroseconds: number;
}

const window = 200;
let boot = 0;

/** As fast as the hub acknowledges after its commit. */
export async function hubThroughput(stage: HubStage, fleet: Fleet, pace: Pace): Promise<Throughput> {
  boot += 1;
  const order = { port: stage.hub.mqttPort, fleet, password, until: 'ack' as const, boot, rate: null, window, ...pace };
  return watched(`Hulin, ${fleet.readingsEach} readings`, order, [stage.hub.pid()]);
}

/** As fast as a broker that stores nothing says PUBACK, with one subscriber that hears everything. */
export async function mosquittoThroughput(fleet: Fleet, pace: Pace): Promise<Throughput> {
  const broker = await startMosquitto();
  try {
    const listener = await RawLine.open(broker.port, 'listener', null);
    listener.subscribe('hulin/v1/+/tel', 0);
    const order = { port: broker.port, fleet, password: null, until: 'puback' as const, boot: 1, rate: null, window };
    const result = await watched('Mosquitto', { ...order, ...pace }, [broker.pid]);
    listener.close();
    return result;
  } finally {
    await broker.close();
  }
}

/** As fast as a plain writer acknowledges, which commits one message after another. */
export async function sqliteThroughput(fleet: Fleet, pace: Pace): Promise<Throughput> {
  const broker = await startMosquitto();
  const folder = mkdtempSync(join(tmpdir(), 'hulin-bench-sqlite-'));
  const writer = await startWriter(broker.port, join(folder, 'readings.sqlite'));
  try {
    const order = { port: broker.port, fleet, password: null, until: 'ack' as const, boot: 1, rate: null, window };
    return await watched('MQTT → SQLite', { ...order, ...pace }, [broker.pid, writer.pid ?? 0]);
  } finally {
    writer.kill('SIGKILL');
    await broker.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startWriter(port: number, file: string): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('sqlite-writer.mjs', import.meta.url));
  const writer = fork(script, [String(port), file], { execArgv: [] });
  const ended = once(writer, 'exit').then(() => {
    throw new Error('the SQLite writer does not start');
  });
  await Promise.race([once(writer, 'message'), ended]);
  ended.catch(() => undefined); // it is killed in the end
  return writer;
}

async function watched(
  name: string,
  order: Parameters<typeof startLoad>[1],
  pids: readonly number[],
): Promise<Throughput> {
  const used = () => pids.map(processorTimeOf).reduce((sum, { own, children }) => sum + own + children, 0);
  const load = startLoad(name, order);
  await load.connected;
  const before = used();
  const result = await load.result;
  const processorMicroseconds = Math.round(((used() - before) * 1e6) / Math.max(1, result.acknowledged));
  const megabytes = pids.reduce((sum, pid) => sum + memoryOf(pid), 0);
  return { ...result, megabytes, processorMicroseconds };
}
