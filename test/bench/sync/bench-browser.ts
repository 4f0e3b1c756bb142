import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { DevTools } from './dev-tools.ts';
import type { SystemPage } from './system-page.ts';

/**
 * A headless Chromium on a profile of its own, straight on the line: nothing stands between page and server. Whoever drives it asks it to
 * run code and nothing else: a test driver that watches the network has every byte of a request told to it, which takes longer than sending it.
 */
export class BenchBrowser {
  readonly #code: string;
  readonly #folder: string;
  #process: ChildProcess | null = null;
  #tools: DevTools | null = null;

  private constructor(code: string, folder: string) {
    this.#code = code;
    this.#folder = folder;
  }

  static async create(code: string): Promise<BenchBrowser> {
    return new BenchBrowser(code, await mkdtemp(join(tmpdir(), 'hulin-bench-profile-')));
  }

  /** Opens the browser on a blank page of the system's own origin, with the system's code in it. */
  async open(url: string): Promise<this> {
    const quiet = ['--no-first-run', '--disable-dev-shm-usage', '--disable-component-update', '--disable-sync'];
    const args = ['--headless=new', '--no-sandbox', ...quiet, '--remote-debugging-port=0'];
    this.#process = spawn('/usr/bin/chromium', [...args, `--user-data-dir=${this.#folder}`, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#tools = await DevTools.of(this.#process);
    await this.#tools.goTo(url);
    await this.#tools.run(`(${makeStrict.toString()})()`);
    await this.#tools.run(`${this.#code}\n;undefined`);
    return this;
  }

  /** Calls what the page can do; rejects with what it rejects with. */
  async call<N extends keyof SystemPage>(
    name: N,
    ...args: Parameters<NonNullable<SystemPage[N]>>
  ): Promise<Awaited<ReturnType<NonNullable<SystemPage[N]>>>> {
    const answer = await this.#page.run(`benchPage[${JSON.stringify(name)}]?.(...${JSON.stringify(args)})`);
    return answer as Awaited<ReturnType<NonNullable<SystemPage[N]>>>;
  }

  /** Write transactions that the system began itself as strict, and those that had to be made so. */
  async strictness(): Promise<{ byItself: number; madeSo: number }> {
    return (await this.#page.run('benchStrictness')) as Counted['benchStrictness'];
  }

  /** As a user closes it: what is on its way to the disk gets there. */
  async close(): Promise<void> {
    const browser = this.#process;
    if (!browser) return;
    const ended = once(browser, 'exit');
    await this.#tools?.closeBrowser();
    await ended;
    [this.#process, this.#tools] = [null, null];
  }

  async dispose(): Promise<void> {
    await this.close();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  get #page(): DevTools {
    if (!this.#tools) throw new Error('the browser is not open');
    return this.#tools;
  }
}

interface Counted {
  benchStrictness: { byItself: number; madeSo: number };
}

/** Runs in the page, before the system's code: every write transaction is strict, whether the system asks for it or not. */
function makeStrict(): void {
  const counted = { byItself: 0, madeSo: 0 };
  Object.assign(globalThis, { benchStrictness: counted });
  const begin = Object.getOwnPropertyDescriptor(IDBDatabase.prototype, 'transaction')
    ?.value as IDBDatabase['transaction'];
  IDBDatabase.prototype.transaction = function (names, mode, options): IDBTransaction {
    if (mode !== 'readwrite') return begin.call(this, names, mode, options);
    const transaction = begin.call(this, names, mode, { ...options, durability: 'strict' });
    if (transaction.durability !== 'strict') throw new Error('this browser knows no strict durability');
    if (options?.durability === 'strict') counted.byItself += 1;
    else counted.madeSo += 1;
    return transaction;
  };
}

/** A page's entry and all it needs as one script, built as the app is. */
export async function pageCode(entry: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    define: { 'process.env.NODE_ENV': '"production"' },
    build: { write: false, target: 'es2022', lib: { entry, formats: ['iife'], name: 'benchEntry' } },
  });
  const [first] = Array.isArray(built) ? built : [built];
  if (!first || !('output' in first)) throw new Error('nothing was built');
  return first.output[0].code;
}
