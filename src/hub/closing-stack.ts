import { setTimeout as sleep } from 'node:timers/promises';

const usualMs = 3_000;

/** What has been opened, to be closed in the opposite order. */
export class ClosingStack {
  readonly #closers: { readonly name: string; readonly close: () => unknown; readonly withinMs: number }[] = [];

  /** `withinMs`: how long closing may take, ms; a database writes to its disk what it has in memory. */
  push(name: string, close: () => unknown, withinMs = usualMs): void {
    this.#closers.push({ name, close, withinMs });
  }

  /** Closes everything once. What fails to close, or takes longer than it may, does not keep the rest from it; answers those names. */
  async closeAll(): Promise<string[]> {
    const failures: string[] = [];
    for (let next = this.#closers.pop(); next; next = this.#closers.pop()) {
      if (!(await closes(next))) failures.push(next.name);
    }
    return failures;
  }
}

async function closes({ close, withinMs }: { close: () => unknown; withinMs: number }): Promise<boolean> {
  const late = new AbortController();
  const closing = Promise.resolve()
    .then(close)
    .then(
      () => true,
      () => false,
    );
  const timeOut = sleep(withinMs, false, { signal: late.signal }).catch(() => false);
  const closed = await Promise.race([closing, timeOut]);
  late.abort();
  return closed;
}
