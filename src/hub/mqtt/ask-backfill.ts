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
/** So many boots of a gateway are asked about, its newest: whoever counts boots for nothing loses its own oldest holes. */
const mostBoots = 20;
/** So many questions go out at one look, each gateway's turn coming round. */
const asksAtOnce = 200;
const fresh = { looks: 0, isOpenEnded: false, asks: 0, askedTo: 0 };

/** Watches for holes in what gateways sent and asks for them: first after one quiet interval, then ever more rarely. */
export class BackfillAsker {
  /** By gateway and boot; the gateway that was asked longest ago comes first. */
  readonly #gaps = new Map<string, Map<number, Gap>>();
  #isLooking = false;
  readonly #db: Queryable;
  readonly #send: (topic: string, payload: object) => void;

  constructor(db: Queryable, send: (topic: string, payload: object) => void) {
    this.#db = db;
    this.#send = send;
  }

  note({ gateway, boot, upTo, highest }: Progress): void {
    const gap = this.#gaps.get(gateway)?.get(boot);
    if (highest <= upTo && !gap?.isOpenEnded) this.#forget({ gateway, boot });
    else if (!gap) this.#keep({ ...fresh, gateway, boot, upTo });
    else if (gap.upTo !== upTo) Object.assign(gap, { upTo, looks: 0 });
  }

  /** A gateway has said which boots it holds: after a restore this hub may lack their ends, and no later number shows the hole. */
  noteOpenEnd({ gateway, boot, upTo }: OpenEnd): void {
    this.#keep({ ...fresh, gateway, boot, upTo, isOpenEnded: true });
  }

  /**
   * One look at every hole, unless one goes on already. Those that are being filled just now are left alone, and gateways whose messages
   * wait here; who is not reached at this look is at the next.
   */
  async look(isWaiting: (gateway: string) => boolean): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      await this.#lookAtAll(isWaiting);
    } finally {
      this.#isLooking = false;
    }
  }

  async #lookAtAll(isWaiting: (gateway: string) => boolean): Promise<void> {
    let asked = 0;
    for (const [gateway, gaps] of [...this.#gaps]) {
      if (asked >= asksAtOnce) return;
      if (isWaiting(gateway)) continue;
      this.#gaps.delete(gateway);
      this.#gaps.set(gateway, gaps);
      for (const gap of [...gaps.values()]) {
        gap.looks += 1;
        if (!isAskingTurn(gap.looks - 1)) continue;
        asked += 1;
        await this.#ask(gap);
      }
    }
  }

  #keep(gap: Gap): void {
    const gaps = this.#gaps.get(gap.gateway) ?? new Map<number, Gap>();
    this.#gaps.set(gap.gateway, gaps.set(gap.boot, gap));
    if (gaps.size > mostBoots) gaps.delete(Math.min(...gaps.keys()));
  }

  #forget({ gateway, boot }: Pick<Gap, 'gateway' | 'boot'>): void {
    const gaps = this.#gaps.get(gateway);
    gaps?.delete(boot);
    if (gaps?.size === 0) this.#gaps.delete(gateway);
  }

  async #ask(gap: Gap): Promise<void> {
    const { gateway, boot, isOpenEnded } = gap;
    const range = await findGap(this.#db, gateway, boot, { limit: maxBackfill, isOpenEnded });
    if (range && isOpenEnded) noteAsked(gap, range);
    if (range) this.#send(topics.command(gateway), { backfill: { boot, ...range } });
    else this.#forget(gap);
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
