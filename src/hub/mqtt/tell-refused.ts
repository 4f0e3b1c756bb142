import type { QuarantineReason } from '../../domain/shared/codes.ts';
import type { RefusedNotice } from '../../protocol/telemetry.ts';

/** A message of a gateway, or some of its readings, that was set aside: its number, or its hash where it has none. */
export type SetAside = { readonly gateway: string; readonly reason: QuarantineReason } & (
  | { readonly boot: number; readonly seq: number }
  | { readonly sha256: string }
);

/** A gateway is told no more often, and of no more at once; the rest is counted. */
const everyMs = 1000;
const namedAtMost = 10;

interface Telling {
  readonly named: RefusedNotice['refused'];
  more: number;
}

/** Tells gateways what of theirs was set aside and why, so that whoever built one can mend it. What they sent is not repeated. */
export class RefusalTeller {
  readonly #say: (gateway: string, notice: RefusedNotice) => void;
  readonly #waiting = new Map<string, Telling>();
  readonly #toldAt = new Map<string, number>();

  constructor(say: (gateway: string, notice: RefusedNotice) => void) {
    this.#say = say;
  }

  note({ gateway, ...one }: SetAside): void {
    const telling = this.#waiting.get(gateway) ?? { named: [], more: 0 };
    this.#waiting.set(gateway, telling);
    if (telling.named.length < namedAtMost) telling.named.push(one);
    else telling.more += 1;
  }

  /** To be called whenever something was noted, and again and again: what was told lately waits. */
  tell(now: number): void {
    for (const [gateway, at] of this.#toldAt) if (Math.abs(now - at) >= everyMs) this.#toldAt.delete(gateway);
    for (const [gateway, { named, more }] of this.#waiting) {
      if (this.#toldAt.has(gateway)) continue;
      this.#say(gateway, { refused: named, more });
      this.#toldAt.set(gateway, now);
      this.#waiting.delete(gateway);
    }
  }
}
