/**
 * Writes one thing at a time, all that were asked for meanwhile together: a strict write costs its way to the disk, however much it
 * writes. Nobody waits for his own; `settled` waits for all.
 */
export class SharedWrites<T> {
  readonly #write: (all: readonly T[]) => Promise<void>;
  #asked: T[] = [];
  #writing: Promise<void> | null = null;

  constructor(write: (all: readonly T[]) => Promise<void>) {
    this.#write = write;
  }

  add(one: T): void {
    this.#asked.push(one);
    if (this.#writing) return;
    this.#writing = this.#writeAll();
    this.#writing.catch(() => undefined); // whoever settles is told
  }

  /** On disk, everything that was asked for. Rejects when a write failed; what was to be written by it is forgotten. */
  async settled(): Promise<void> {
    const writing = this.#writing;
    await writing;
    if (this.#writing && this.#writing !== writing) await this.settled();
  }

  async #writeAll(): Promise<void> {
    try {
      while (this.#asked.length > 0) await this.#write(this.#asked.splice(0));
    } finally {
      this.#asked = [];
      this.#writing = null;
    }
  }
}
