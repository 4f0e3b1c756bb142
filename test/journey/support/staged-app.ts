import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('../../..', import.meta.url));
const revisionOfShell = /(url:`\/index\.html`,revision:`)[0-9a-f]{16}/g;

/** The built app in a folder of its own, which a hub serves in the project's stead: other builds can take its place while the hub runs. */
export class StagedApp {
  readonly root = mkdtempSync(join(tmpdir(), 'hulin-staged-'));
  readonly #app = join(this.root, 'dist', 'app');
  readonly #shell: string;
  readonly #worker: string;

  constructor() {
    cpSync(join(project, 'dist', 'app'), this.#app, { recursive: true });
    symlinkSync(join(project, 'public'), join(this.root, 'public'));
    this.#shell = readFileSync(join(this.#app, 'index.html'), 'utf8');
    this.#worker = readFileSync(join(this.#app, 'service-worker.js'), 'utf8');
    if (this.#worker.match(revisionOfShell)?.length !== 1)
      throw new Error('the shell is not in the list of what is cached');
  }

  /** From now on the hub serves this build: its page says so in `data-build`, its worker is another. */
  publish(build: string): void {
    const shell = this.#shell.replace('<html ', `<html data-build="${build}" `);
    const revision = createHash('sha256').update(shell).digest('hex').slice(0, 16);
    writeFileSync(join(this.#app, 'index.html'), shell);
    writeFileSync(join(this.#app, 'service-worker.js'), this.#worker.replace(revisionOfShell, `$1${revision}`));
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
