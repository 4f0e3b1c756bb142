import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { build } from 'vite';
import type { SystemPage } from './system-page.ts';

/** A headless Chromium on a profile of its own, straight on the line: nothing stands between page and server. */
export class BenchBrowser {
  readonly #code: string;
  readonly #folder: string;
  #context: BrowserContext | null = null;
  #page: Page | null = null;

  private constructor(code: string, folder: string) {
    this.#code = code;
    this.#folder = folder;
  }

  static async create(code: string): Promise<BenchBrowser> {
    return new BenchBrowser(code, await mkdtemp(join(tmpdir(), 'hulin-bench-profile-')));
  }

  /** Opens the browser on a blank page of the system's own origin, with the system's code in it. */
  async open(url: string): Promise<this> {
    this.#context = await chromium.launchPersistentContext(this.#folder, {
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-component-update', '--disable-sync'],
    });
    const page = this.#context.pages()[0] ?? (await this.#context.newPage());
    await page.goto(url);
    await page.evaluate(makeStrict);
    await page.evaluate(this.#code);
    this.#page = page;
    return this;
  }

  /** Calls what the page can do; rejects with what it rejects with. */
  async call<N extends keyof SystemPage>(
    name: N,
    ...args: Parameters<NonNullable<SystemPage[N]>>
  ): Promise<Awaited<ReturnType<NonNullable<SystemPage[N]>>>> {
    if (!this.#page) throw new Error('the browser is not open');
    const answer = await this.#page.evaluate(
      async ([wanted, given]) => {
        const { benchPage } = globalThis as unknown as { benchPage: Record<string, (...all: unknown[]) => unknown> };
        return benchPage[wanted]?.(...given);
      },
      [name as string, args as unknown[]] as const,
    );
    return answer as Awaited<ReturnType<NonNullable<SystemPage[N]>>>;
  }

  /** Write transactions that the system began itself as strict, and those that had to be made so. */
  strictness(): Promise<{ byItself: number; madeSo: number }> {
    if (!this.#page) throw new Error('the browser is not open');
    return this.#page.evaluate(() => (globalThis as unknown as Counted).benchStrictness);
  }

  async close(): Promise<void> {
    await this.#context?.close();
    this.#context = null;
  }

  async dispose(): Promise<void> {
    await this.close();
    await rm(this.#folder, { recursive: true, force: true });
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
