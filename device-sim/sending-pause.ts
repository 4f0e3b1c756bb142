import type { JournalMessage } from './journal-record.ts';

/** The hub may ask for no longer a silence. */
const atMostMs = 60_000;

/** A gateway's silence while the hub wants nothing more of it. What is measured meanwhile waits, the newest of it; the journal has all. */
export class SendingPause {
  readonly #most: number;
  #live: JournalMessage[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(most: number) {
    this.#most = most;
  }

  get isOn(): boolean {
    return this.#timer !== null;
  }

  /** `goOn` gets what was measured meanwhile; it is to go first. Answers how long it lasts. */
  begin(wantedMs: number, goOn: (live: readonly JournalMessage[]) => void): number {
    const pauseMs = Math.min(atMostMs, wantedMs);
    clearTimeout(this.#timer ?? undefined);
    this.#timer = setTimeout(() => {
      const live = this.#live;
      this.end();
      goOn(live);
    }, pauseMs);
    return pauseMs;
  }

  keep(message: JournalMessage): void {
    if (this.#live.length >= this.#most) this.#live.shift();
    this.#live.push(message);
  }

  /** With the line, without going on. */
  end(): void {
    clearTimeout(this.#timer ?? undefined);
    this.#timer = null;
    this.#live = [];
  }
}
