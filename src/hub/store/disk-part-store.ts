import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { PartStore } from '../ports.ts';
import { replaceFile, syncFile, syncFolder } from './durable-file.ts';
import { exists, hasCode } from './file.ts';

/** Parts as files under `folder`, spread by the first bytes of their names: `ab/cd/abcd….part`, unfinished ones `….begun`. */
export class DiskPartStore implements PartStore {
  readonly #folder: string;
  /** Folders whose own names this process knows to be on disk. */
  readonly #lasting = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  has(sha256: string): Promise<boolean> {
    return exists(this.#path(sha256));
  }

  async put(sha256: string, bytes: Uint8Array): Promise<void> {
    if (createHash('sha256').update(bytes).digest('hex') !== sha256)
      throw new TypeError('bytes do not hash to the name');
    if (await this.keeps(sha256)) return;
    await this.#makeFolder(sha256);
    await replaceFile(this.#path(sha256), bytes);
  }

  /** Who put it there may have been killed between the name and the disk. */
  async keeps(sha256: string): Promise<boolean> {
    const path = this.#path(sha256);
    if (!(await this.has(sha256)) || (await hashOfFile(path)) !== sha256) return false;
    await this.#makeFolder(sha256);
    await syncFile(path);
    await syncFolder(dirname(path));
    return true;
  }

  async get(sha256: string): Promise<Uint8Array<ArrayBuffer> | null> {
    try {
      return new Uint8Array(await readFile(this.#path(sha256)));
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return null;
      throw error;
    }
  }

  async begun(sha256: string): Promise<number> {
    try {
      return (await stat(this.#path(sha256, 'begun'))).size;
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return 0;
      throw error;
    }
  }

  async append(sha256: string, offset: number, bytes: Uint8Array): Promise<number> {
    await this.#makeFolder(sha256);
    const file = await open(this.#path(sha256, 'begun'), 'a', 0o600);
    try {
      const { size } = await file.stat();
      if (size !== offset) return size;
      await file.writeFile(bytes);
      return size + bytes.length;
    } finally {
      await file.close();
    }
  }

  async finish(sha256: string): Promise<boolean> {
    const begun = this.#path(sha256, 'begun');
    if ((await hashOfFile(begun)) !== sha256) return false;
    await syncFile(begun);
    await rename(begun, this.#path(sha256));
    await syncFolder(dirname(begun));
    return true;
  }

  async discard(sha256: string): Promise<void> {
    await rm(this.#path(sha256, 'begun'), { force: true });
  }

  /** A name that is no hash must not become a path. */
  #path(sha256: string, ending: 'part' | 'begun' = 'part'): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new TypeError('not a SHA-256 in lower-case hex');
    return join(this.#folder, sha256.slice(0, 2), sha256.slice(2, 4), `${sha256}.${ending}`);
  }

  /** A folder lasts only when the one above it is on disk too; one that stands may have been made by whoever was killed before that. */
  async #makeFolder(sha256: string): Promise<void> {
    const first = join(this.#folder, sha256.slice(0, 2));
    const second = join(first, sha256.slice(2, 4));
    await mkdir(second, { recursive: true, mode: 0o700 });
    if (this.#lasting.has(second)) return;
    await syncFolder(first);
    await syncFolder(this.#folder);
    this.#lasting.add(second);
  }
}

async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
