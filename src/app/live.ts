/** Stops a subscription. Calling it again does nothing. */
export type Stop = () => void;

/** Everything that changes: rows, fixes, connectivity. Calls `onValue` now or soon with the present value and again at each change. */
export interface Live<T> {
  subscribe(onValue: (value: T) => void, onProblem: (problem: unknown) => void): Stop;
}

/** A `Live` held in memory. `set` tells every subscriber; equal references are told once. */
export class LiveValue<T> implements Live<T> {
  #value: T;
  readonly #listeners = new Set<(value: T) => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener(value);
  }

  subscribe(onValue: (value: T) => void): Stop {
    this.#listeners.add(onValue);
    onValue(this.#value);
    return () => this.#listeners.delete(onValue);
  }
}
