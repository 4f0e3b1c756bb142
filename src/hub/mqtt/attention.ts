/**
 * Since when a watch has looked without a gap, epoch ms. A machine that was suspended, a stalled process, a store that was away and
 * a clock set anew all look as if everybody had been silent: nobody is judged by what nobody could hear.
 */
export class Attention {
  #since: number;
  #dueAt: number;
  #hasMissed = false;

  constructor(now: number) {
    this.#since = now;
    this.#dueAt = now;
  }

  /** The next look is planned for then. */
  expect(at: number): void {
    this.#dueAt = at;
  }

  /** The look that should have been could not be done. */
  miss(): void {
    this.#hasMissed = true;
  }

  /** A look that begins `now`: since when there was no gap larger than `slackMs`, and no step of the clock back. */
  look(now: number, slackMs: number): number {
    const isOff = Math.abs(now - this.#dueAt) > slackMs;
    if (isOff || this.#hasMissed) this.#since = now;
    this.#hasMissed = false;
    return this.#since;
  }
}
