import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Live, Stop } from '../live.ts';

/**
 * Binds a `Live` to an element: `value` is its newest value (undefined until the first), `problem` what it failed with.
 * Subscribes again when `args` change; waits while one of them is undefined, or while `watch` gives null.
 */
export class LiveController<T, const A extends readonly unknown[]> implements ReactiveController {
  value: T | undefined = undefined;
  problem: unknown = undefined;
  readonly #host: ReactiveControllerHost;
  readonly #args: () => A;
  readonly #watch: (...args: A) => Live<T> | null;
  #bound: A | null = null;
  #stop: Stop | null = null;

  constructor(host: ReactiveControllerHost, args: () => A, watch: (...args: A) => Live<T> | null) {
    this.#host = host;
    this.#args = args;
    this.#watch = watch;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    const args = this.#args();
    if (args.includes(undefined) || isSame(args, this.#bound)) return;
    this.#release();
    this.value = undefined;
    this.problem = undefined;
    this.#bound = args;
    const live = this.#watch(...args);
    if (live) this.#subscribe(live);
  }

  hostDisconnected(): void {
    this.#release();
    this.#bound = null;
  }

  /** A value that comes at once comes in the middle of the host's update: what derives from it needs one more. */
  #subscribe(live: Live<T>): void {
    this.#stop = live.subscribe(
      (value) => this.#take(value, undefined),
      (problem) => this.#take(this.value, problem),
    );
    if (this.value !== undefined) queueMicrotask(() => this.#host.requestUpdate());
  }

  #take(value: T | undefined, problem: unknown): void {
    this.value = value;
    this.problem = problem;
    this.#host.requestUpdate();
  }

  #release(): void {
    this.#stop?.();
    this.#stop = null;
  }
}

function isSame(a: readonly unknown[], b: readonly unknown[] | null): boolean {
  return b !== null && a.length === b.length && a.every((value, index) => Object.is(value, b[index]));
}
