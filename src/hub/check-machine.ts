import { mkdir, mkdtemp, rmdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Config } from './config.ts';
import { StartProblem } from './start-problem.ts';

/** Finds out before anything is started whether the data folder can be written and the ports are free; a `StartProblem` if not. */
export async function checkMachine(config: Config): Promise<void> {
  await checkFolder(config.data);
  await checkPort(config.host, config.port, 'HULIN_PORT');
  if (!config.mqttUrl) await checkPort(config.host, config.mqttPort, 'HULIN_MQTT_PORT');
}

async function checkFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await rmdir(await mkdtemp(join(folder, '.probe-')));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new StartProblem(`HULIN_DATA: cannot write in ${folder} (${code})`, { cause });
  }
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use',
  EACCES: 'needs more rights than this account has',
};

async function checkPort(host: string, port: number, variable: string): Promise<void> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject);
      probe.listen({ host, port, exclusive: true }, resolve);
    });
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    const reason = reasons[code];
    if (reason) throw new StartProblem(`${variable}: port ${port} of ${host} ${reason}`, { cause });
    throw new StartProblem(`HULIN_HOST: cannot listen at ${host} (${code})`, { cause });
  }
  await new Promise((resolve) => probe.close(resolve));
}
