/**
 * Writes one thing at a time, all that were asked for meanwhile together: a strict write costs its way to the disk, however much it
 * writes. Nobody waits for his own; `settled` waits for all.
 */
export class SharedWrites<T> {
  readonly #write: (all: readonly T[]) => Promise<void>;
  #asked: T[] = [];
  #writing: Promise<void> | null = null;
  /** Why a write failed, until somebody settles. */
  #failed: { readonly why: unknown } | null = null;

  constructor(write: (all: readonly T[]) => Promise<void>) {
    this.#write = write;
  }

  add(one: T): void {
    this.#asked.push(one);
    this.#writing ??= this.#writeAll();
  }

  /** On disk, everything that was asked for. Rejects, once, when a write failed; what was to be written by it is forgotten. */
  async settled(): Promise<void> {
    while (this.#writing) await this.#writing;
    const failed = this.#failed;
    this.#failed = null;
    if (failed) throw failed.why;
  }

  async #writeAll(): Promise<void> {
    try {
      while (this.#asked.length > 0) await Promise.resolve(this.#asked.splice(0)).then(this.#write);
    } catch (why) {
      this.#failed ??= { why };
      this.#asked = [];
    } finally {
      this.#writing = null;
    }
  }
}
