/** Of the time, at most a tenth goes into taking situations in: with ten thousand sensors one takes seconds, and the bell rings every second. */
const restShare = 9;

/** Holds back what rings for the situation until the last one has been paid for. */
export class SituationPace {
  readonly #wallNow: () => number;
  #freeAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(wallNow: () => number) {
    this.#wallNow = wallNow;
  }

  /** A situation was asked for, told and stored; it took so long. */
  note(tookMs: number): void {
    this.#freeAt = this.#wallNow() + restShare * tookMs;
  }

  /** Asks at once if it may, else once as soon as it may, however often it rings. */
  ring(ask: () => void): void {
    if (this.#timer !== undefined) return;
    const waitMs = this.#freeAt - this.#wallNow();
    if (waitMs <= 0) return ask();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      ask();
    }, waitMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
