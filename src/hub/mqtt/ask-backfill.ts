import { topics } from '../../protocol/telemetry.ts';
import type { Queryable } from '../ports.ts';
import { findGap, type OpenEnd, type Progress } from './progress.ts';

/** One question never asks for more messages than this. */
export const maxBackfill = 1000;

interface Gap {
  readonly gateway: string;
  readonly boot: number;
  upTo: number;
  /** How often it stood still when it was looked at. */
  looks: number;
  /** More may follow than anybody here knows: asked for until so many questions brought no full answer. */
  isOpenEnded: boolean;
  asks: number;
  askedTo: number;
}

const openEndAsks = 3;
const fresh = { looks: 0, isOpenEnded: false, asks: 0, askedTo: 0 };

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
    if (highest <= upTo && !gap?.isOpenEnded) this.#gaps.delete(key);
    else if (!gap) this.#gaps.set(key, { ...fresh, gateway, boot, upTo });
    else if (gap.upTo !== upTo) Object.assign(gap, { upTo, looks: 0 });
  }

  /** A gateway has said which boots it holds: after a restore this hub may lack their ends, and no later number shows the hole. */
  noteOpenEnd({ gateway, boot, upTo }: OpenEnd): void {
    this.#gaps.set(`${gateway}/${boot}`, { ...fresh, gateway, boot, upTo, isOpenEnded: true });
  }

  /** One look at every hole. Those that are being filled just now are left alone, and gateways whose messages wait here. */
  async look(isWaiting: (gateway: string) => boolean): Promise<void> {
    for (const gap of this.#gaps.values()) {
      if (isWaiting(gap.gateway)) continue;
      gap.looks += 1;
      if (isAskingTurn(gap.looks - 1)) await this.#ask(gap);
    }
  }

  async #ask(gap: Gap): Promise<void> {
    const { gateway, boot, isOpenEnded } = gap;
    const range = await findGap(this.#db, gateway, boot, { limit: maxBackfill, isOpenEnded });
    if (range && isOpenEnded) noteAsked(gap, range);
    if (range) this.#send(topics.command(gateway), { backfill: { boot, ...range } });
    else this.#gaps.delete(`${gateway}/${boot}`);
  }
}

/** A question that was answered in full may have left more behind it; one that was not is asked a few times, then no more. */
function noteAsked(gap: Gap, { from, to }: { readonly from: number; readonly to: number }): void {
  const wasFilled = gap.askedTo > 0 && from > gap.askedTo;
  const asks = wasFilled ? 1 : gap.asks + 1;
  Object.assign(gap, { asks, askedTo: to, isOpenEnded: asks < openEndAsks });
}

/** After 1, 2, 4, 8 … looks, and from then on at every 64th. */
function isAskingTurn(looks: number): boolean {
  return looks >= 64 ? looks % 64 === 0 : looks > 0 && (looks & (looks - 1)) === 0;
}
