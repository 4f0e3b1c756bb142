import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../support/free-port.ts';

export interface Mosquitto {
  readonly port: number;
  readonly pid: number;
  close(): Promise<void>;
}

/** Mosquitto as it comes, keeping nothing on disk, anybody may sign in; queues and windows without limit, or it drops what is in flight. */
export async function startMosquitto(): Promise<Mosquitto> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'hulin-mosquitto-'));
  const config = join(folder, 'mosquitto.conf');
  const lines = [`listener ${port} 127.0.0.1`, 'allow_anonymous true', 'persistence false', 'set_tcp_nodelay true'];
  writeFileSync(config, `${[...lines, 'max_inflight_messages 0', 'max_queued_messages 0'].join('\n')}\n`);
  const child = spawn('mosquitto', ['-c', config], { stdio: 'ignore', env: pathWithSbin() });
  await listens(child, port);
  return {
    ...{ port, pid: child.pid ?? 0 },
    close: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function pathWithSbin(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin` };
}

async function listens(child: ChildProcess, port: number): Promise<void> {
  const startProblem = new Promise<never>((_, reject) => child.once('error', reject));
  startProblem.catch(() => undefined); // told by the race
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (await Promise.race([takesLines(port), startProblem])) return;
    await sleep(50);
  }
  throw new Error('mosquitto does not start');
}

function takesLines(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
