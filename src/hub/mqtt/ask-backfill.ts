import { topics } from '../../protocol/telemetry.ts';
import type { Queryable } from '../ports.ts';
import { findGap, type Progress } from './progress.ts';

/** One question never asks for more messages than this. */
export const maxBackfill = 1000;

interface Gap {
  readonly gateway: string;
  readonly boot: number;
  upTo: number;
  /** How often it stood still when it was looked at. */
  looks: number;
}

/** Watches for holes in what gateways sent and asks for them: first after one quiet interval, then ever more rarely. */
export class BackfillAsker {
  readonly #gaps = new Map<string, Gap>();
  readonly #db: Queryable;
  readonly #send: (topic: string, payload: object) => void;

  constructor(db: Queryable, send: (topic: string, payload: object) => void) {
    this.#db = db;
    this.#send = send;
  }

  note({ gateway, boot, upTo, highest }: Progress): void {
    const key = `${gateway}/${boot}`;
    const gap = this.#gaps.get(key);
    if (highest <= upTo) this.#gaps.delete(key);
    else if (!gap) this.#gaps.set(key, { gateway, boot, upTo, looks: 0 });
    else if (gap.upTo !== upTo) Object.assign(gap, { upTo, looks: 0 });
  }

  /** One look at every hole. Those that are being filled just now are left alone. */
  async look(): Promise<void> {
    for (const gap of this.#gaps.values()) {
      gap.looks += 1;
      if (isAskingTurn(gap.looks - 1)) await this.#ask(gap);
    }
  }

  async #ask({ gateway, boot }: Gap): Promise<void> {
    const range = await findGap(this.#db, gateway, boot, maxBackfill);
    if (range) this.#send(topics.command(gateway), { backfill: { boot, ...range } });
    else this.#gaps.delete(`${gateway}/${boot}`);
  }
}

/** After 1, 2, 4, 8 … looks, and from then on at every 64th. */
function isAskingTurn(looks: number): boolean {
  return looks >= 64 ? looks % 64 === 0 : looks > 0 && (looks & (looks - 1)) === 0;
}
