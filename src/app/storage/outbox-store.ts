import Dexie from 'dexie';
import type { Live } from '../live.ts';
import type { HulinDatabase } from './database.ts';
import { watchQuery } from './live-query.ts';
import type { HubHeadRow, PartRow, ReceiptRow } from './rows.ts';

/** What the hub has not confirmed yet. The log is the outbox: unsent = seq beyond what the hub says it holds. */
export interface Waiting {
  readonly events: number;
  readonly parts: number;
  readonly bytes: number;
  readonly oldestAt: number | null;
}

/** One signed answer of the hub about our chain. `missing` are parts that stored events name and the hub lacks. */
export interface HubSays {
  readonly head: HubHeadRow;
  readonly missing: readonly string[];
}

/** A hub may name no more missing parts than this at once. */
const mayBeCutAt = 100;

const smallFirst = (a: PartRow, b: PartRow) =>
  Number(b.role === 'fields') - Number(a.role === 'fields') || a.bytes - b.bytes || a.addedAt - b.addedAt;

/** What became of the phone's events and parts at the hub. */
export class OutboxStore {
  readonly #database: HulinDatabase;

  constructor(database: HulinDatabase) {
    this.#database = database;
  }

  /**
   * Keeps what the hub said and the receipts it gave, in one transaction.
   * A part the hub misses waits again, whatever we believed; one it does not miss has arrived, though the answer was lost.
   */
  settle({ head, missing }: HubSays, receipts: readonly ReceiptRow[]): Promise<void> {
    const { hubHeads, receipts: table, parts, events } = this.#database;
    return this.#database.transaction('rw', [hubHeads, table, parts, events], async () => {
      await hubHeads.put(head);
      await this.#putReceipts(receipts);
      await parts
        .where('sha256')
        .anyOf([...missing])
        .and(({ state }) => state === 'received')
        .modify({ state: 'waiting' });
      if (missing.length >= mayBeCutAt) return; // the list may go on: nothing follows from a part's absence
      const arrived = (await this.#waitingOf(head)).filter(({ sha256 }) => !missing.includes(sha256));
      await parts
        .where('sha256')
        .anyOf(arrived.map(({ sha256 }) => sha256))
        .modify({ state: 'received' });
    });
  }

  /** Keeps receipts that settle nothing about the head: a fork's. */
  keepReceipts(receipts: readonly ReceiptRow[]): Promise<void> {
    return this.#database.transaction('rw', this.#database.receipts, () => this.#putReceipts(receipts));
  }

  async hasForkReceipt(chain: string): Promise<boolean> {
    const ofChain = this.#database.receipts.where('[chain+seq]').between([chain, 0], [chain, Dexie.maxKey]);
    return (await ofChain.filter(({ outcome }) => outcome === 'fork').count()) > 0;
  }

  /** The last seq the hub gave a receipt for that is no fork's; 0 before the first. */
  async lastReceipted(chain: string): Promise<number> {
    const ofChain = this.#database.receipts.where('[chain+seq]').between([chain, 0], [chain, Dexie.maxKey]);
    const last = await ofChain
      .reverse()
      .and(({ outcome }) => outcome !== 'fork')
      .first();
    return last?.seq ?? 0;
  }

  /** Parts to send now: those of events the hub holds, personal fields first, then the small ones. */
  async partsToSend(head: HubHeadRow): Promise<PartRow[]> {
    return (await this.#waitingOf(head)).sort(smallFirst);
  }

  async partReceived(sha256: string): Promise<void> {
    await this.#database.parts.update(sha256, { state: 'received' });
  }

  watchWaiting(chain: string): Live<Waiting> {
    return watchQuery(async () => {
      const { hubHeads, events, parts } = this.#database;
      const held = (await hubHeads.get(chain))?.seq ?? 0;
      const unsent = await events
        .where('[chain+seq]')
        .between([chain, held + 1], [chain, Dexie.maxKey])
        .toArray();
      const unsentParts = await parts.where('state').equals('waiting').toArray();
      const savedAt = [...unsent.map((row) => row.savedAt), ...unsentParts.map((row) => row.addedAt)];
      return {
        events: unsent.length,
        parts: unsentParts.length,
        bytes: [...unsent, ...unsentParts].reduce((sum, { bytes }) => sum + bytes, 0),
        oldestAt: savedAt.length ? savedAt.reduce((a, b) => Math.min(a, b)) : null,
      };
    });
  }

  async #waitingOf({ chain, seq }: HubHeadRow): Promise<PartRow[]> {
    const waiting = await this.#database.parts.where('state').equals('waiting').toArray();
    const ids = [...new Set(waiting.map(({ event }) => event))];
    const named = await this.#database.events.where('id').anyOf(ids).toArray();
    const held = new Set(named.filter((event) => event.chain === chain && event.seq <= seq).map(({ id }) => id));
    return waiting.filter(({ event }) => held.has(event));
  }

  async #putReceipts(rows: readonly ReceiptRow[]): Promise<void> {
    for (const row of rows) {
      const standing = await this.#database.receipts.get([row.chain, row.seq]);
      const verifiedAt = row.verifiedAt ?? standing?.verifiedAt ?? null;
      await this.#database.receipts.put({ ...row, verifiedAt });
    }
  }
}
