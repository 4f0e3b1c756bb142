import { setTimeout as sleep } from 'node:timers/promises';

const longestMs = 3_000;

/** What has been opened, to be closed in the opposite order. */
export class ClosingStack {
  readonly #closers: { readonly name: string; readonly close: () => unknown }[] = [];

  push(name: string, close: () => unknown): void {
    this.#closers.push({ name, close });
  }

  /** Closes everything once. What fails to close, or takes longer than 3 s, does not keep the rest from it; answers those names. */
  async closeAll(): Promise<string[]> {
    const failures: string[] = [];
    for (let next = this.#closers.pop(); next; next = this.#closers.pop()) {
      if (!(await closes(next.close))) failures.push(next.name);
    }
    return failures;
  }
}

async function closes(close: () => unknown): Promise<boolean> {
  const late = new AbortController();
  const closing = Promise.resolve()
    .then(close)
    .then(
      () => true,
      () => false,
    );
  const timeOut = sleep(longestMs, false, { signal: late.signal }).catch(() => false);
  const closed = await Promise.race([closing, timeOut]);
  late.abort();
  return closed;
}
