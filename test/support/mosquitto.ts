import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
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

interface MosquittoPlace {
  readonly folder: string;
  /** The configuration's file and the line of its listener, which gets a port of the test's own. */
  readonly config: string;
  readonly listener: string;
  readonly more: string;
  readonly port: number;
}

/** The real Mosquitto with one of the configurations that `npm run hub -- mosquitto-config` writes, on a port of its own. */
export class Mosquitto {
  readonly port: number;
  readonly hubUrl: string;
  readonly url: string;
  readonly #place: MosquittoPlace;
  #child: ChildProcess | null = null;

  private constructor(place: MosquittoPlace, url: string, hubUrl: string) {
    this.port = place.port;
    this.url = url;
    this.hubUrl = hubUrl;
    this.#place = place;
  }

  static async open(folder: string, secrets: ReadonlyMap<string, string>, more = ''): Promise<Mosquitto> {
    const password = await writeMosquittoConfig({ root, folder, secrets, without: new Set() });
    const place = {
      folder,
      config: 'mosquitto.conf',
      listener: 'listener 1883 127.0.0.1',
      more,
      port: await freePort(),
    };
    const at = `127.0.0.1:${place.port}`;
    return new Mosquitto(place, `mqtt://${at}`, `mqtt://hub:${password}@${at}`).#open();
  }

  /** By TLS and client certificates, which lie in the folder. */
  static async openTls(folder: string): Promise<Mosquitto> {
    await writeMosquittoConfig({ root, folder, secrets: new Map(), without: new Set() });
    const place = { folder, config: 'mosquitto-tls.conf', listener: 'listener 8883', more: '', port: await freePort() };
    const url = `mqtts://127.0.0.1:${place.port}`;
    return new Mosquitto(place, url, url).#open();
  }

  /** Lets in further logins while it runs. */
  async admit(secrets: ReadonlyMap<string, string>): Promise<void> {
    await writeMosquittoConfig({ root, folder: this.#place.folder, secrets, without: new Set() });
    await this.#settle();
    this.#child?.kill('SIGHUP');
  }

  async #open(): Promise<Mosquitto> {
    await this.#settle();
    await this.start();
    return this;
  }

  async #settle(): Promise<void> {
    const { folder, config, listener, more, port } = this.#place;
    const text = await readFile(join(folder, config), 'utf8');
    if (!text.includes(`\n${listener}\n`)) throw new Error(`${config} has no ${listener}`);
    const own = text.replace(`\n${listener}\n`, `\nlistener ${port} 127.0.0.1\n`);
    // As root Mosquitto becomes another user, who may not read a test's folder.
    await writeFile(join(folder, config), `${own}${more}\n${process.getuid?.() === 0 ? 'user root\n' : ''}`);
  }

  async start(): Promise<void> {
    const child = spawn(program ?? 'mosquitto', ['-c', join(this.#place.folder, this.#place.config)], {
      stdio: 'ignore',
    });
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
