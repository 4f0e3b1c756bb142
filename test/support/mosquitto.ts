import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeMosquittoConfig } from '../../src/hub/gateways/mosquitto-config.ts';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = ['/usr/sbin/mosquitto', 'mosquitto'].find((path) => !spawnSync(path, ['-h']).error);

/** Skipped where the system's broker is missing; on CI that is a failure. */
export const lacksMosquitto = !program && process.env.CI !== 'true';

/** The real Mosquitto with one of the configurations that `npm run hub -- mosquitto-config` writes, on a port of its own. */
export class Mosquitto {
  readonly port: number;
  readonly hubUrl: string;
  readonly url: string;
  readonly #config: string;
  #child: ChildProcess | null = null;

  private constructor(port: number, config: string, urls: { readonly url: string; readonly hubUrl: string }) {
    this.port = port;
    this.url = urls.url;
    this.hubUrl = urls.hubUrl;
    this.#config = config;
  }

  static async open(folder: string, secrets: ReadonlyMap<string, string>, more = ''): Promise<Mosquitto> {
    const password = await writeMosquittoConfig({ root, folder, secrets, without: new Set() });
    const port = await freePort();
    const url = `mqtt://127.0.0.1:${port}`;
    const hubUrl = `mqtt://hub:${password}@127.0.0.1:${port}`;
    return Mosquitto.#openWith(join(folder, 'mosquitto.conf'), 'listener 1883 127.0.0.1', more, port, { url, hubUrl });
  }

  /** By TLS and client certificates, which lie in the folder. */
  static async openTls(folder: string): Promise<Mosquitto> {
    await writeMosquittoConfig({ root, folder, secrets: new Map(), without: new Set() });
    const port = await freePort();
    const url = `mqtts://127.0.0.1:${port}`;
    return Mosquitto.#openWith(join(folder, 'mosquitto-tls.conf'), 'listener 8883', '', port, { url, hubUrl: url });
  }

  static async #openWith(
    config: string,
    listener: string,
    more: string,
    port: number,
    urls: { readonly url: string; readonly hubUrl: string },
  ): Promise<Mosquitto> {
    const text = await readFile(config, 'utf8');
    if (!text.includes(`\n${listener}\n`)) throw new Error(`${config} has no ${listener}`);
    await writeFile(config, text.replace(`\n${listener}\n`, `\nlistener ${port} 127.0.0.1\n`));
    // As root Mosquitto becomes another user, who may not read a test's folder.
    await appendFile(config, `${more}\n${process.getuid?.() === 0 ? 'user root\n' : ''}`);
    const mosquitto = new Mosquitto(port, config, urls);
    await mosquitto.start();
    return mosquitto;
  }

  /** Reads passwords and ACL again. */
  reload(): void {
    this.#child?.kill('SIGHUP');
  }

  async start(): Promise<void> {
    const child = spawn(program ?? 'mosquitto', ['-c', this.#config], { stdio: 'ignore' });
    this.#child = child;
    await eventually(
      () => child.exitCode === null && accepts(this.port),
      (up) => up,
    );
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const end = (up: boolean) => {
      socket.destroy();
      resolve(up);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}
