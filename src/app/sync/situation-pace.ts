/** Of the time, at most a tenth goes into taking situations in: with ten thousand sensors one takes seconds, and the bell rings every second. */
const restShare = 9;

/** Holds back what rings for the situation until the last one is taken in and paid for. */
export class SituationPace {
  readonly #wallNow: () => number;
  #freeAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isTaking = false;
  #hasRung = false;
  #isStopped = false;

  constructor(wallNow: () => number) {
    this.#wallNow = wallNow;
  }

  /** A situation was asked for, told and stored; it took so long. */
  note(tookMs: number): void {
    this.#freeAt = Math.max(this.#freeAt, this.#wallNow() + restShare * tookMs);
  }

  /** Takes it in at once if it may, else once as soon as it may, however often it rings; never two at a time. */
  ring(take: () => Promise<void>): void {
    if (this.#timer !== undefined || this.#isStopped) return;
    if (this.#isTaking) {
      this.#hasRung = true;
      return;
    }
    const waitMs = this.#freeAt - this.#wallNow();
    if (waitMs <= 0) return void this.#take(take);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#take(take);
    }, waitMs);
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  async #take(take: () => Promise<void>): Promise<void> {
    const startedAt = this.#wallNow();
    [this.#isTaking, this.#hasRung] = [true, false];
    try {
      await take();
    } finally {
      this.#isTaking = false;
      this.note(this.#wallNow() - startedAt);
      if (this.#hasRung) this.ring(take);
    }
  }
}
