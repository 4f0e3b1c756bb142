import { createHash } from 'node:crypto';
import type { PartStore } from '../../src/hub/ports.ts';

/** Parts in memory. */
export class MemoryPartStore implements PartStore {
  readonly #parts = new Map<string, Uint8Array>();
  readonly #begun = new Map<string, Uint8Array>();

  async has(sha256: string): Promise<boolean> {
    refuseStrange(sha256);
    return this.#parts.has(sha256);
  }

  keeps(sha256: string): Promise<boolean> {
    return this.has(sha256);
  }

  async put(sha256: string, bytes: Uint8Array): Promise<void> {
    refuseStrange(sha256);
    if (createHash('sha256').update(bytes).digest('hex') !== sha256)
      throw new TypeError('bytes do not hash to the name');
    this.#parts.set(sha256, new Uint8Array(bytes));
  }

  async get(sha256: string): Promise<Uint8Array<ArrayBuffer> | null> {
    refuseStrange(sha256);
    const bytes = this.#parts.get(sha256);
    return bytes ? new Uint8Array(bytes) : null;
  }

  async begun(sha256: string): Promise<number> {
    refuseStrange(sha256);
    return this.#begun.get(sha256)?.length ?? 0;
  }

  async append(sha256: string, offset: number, bytes: Uint8Array): Promise<number> {
    const before = this.#begun.get(sha256) ?? new Uint8Array();
    if (before.length !== offset) return before.length;
    this.#begun.set(sha256, Buffer.concat([before, bytes]));
    return offset + bytes.length;
  }

  async finish(sha256: string): Promise<boolean> {
    const bytes = this.#begun.get(sha256) ?? new Uint8Array();
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) return false;
    this.#begun.delete(sha256);
    this.#parts.set(sha256, bytes);
    return true;
  }

  async discard(sha256: string): Promise<void> {
    this.#begun.delete(sha256);
  }
}

function refuseStrange(sha256: string): void {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new TypeError('not a SHA-256 in lower-case hex');
}
