import Dexie from 'dexie';
import { isOfAnEarlierLife } from '../../domain/custody/carry-events.ts';
import type { Bytes } from '../../protocol/bytes.ts';
import type { HulinDatabase } from './database.ts';
import { receiptsAt, receiptTables } from './receipt-blocks.ts';
import { refusalTables, refusedEvents } from './refused-events.ts';
import type { EventRow, PartRow, ReceiptRow } from './rows.ts';

/**
 * What only this phone holds of its chains: events the hub has not confirmed, what it refused among them, and those it has that name parts
 * it lacks.
 */
export interface Queue {
  readonly events: readonly EventRow[];
  readonly parts: readonly PartRow[];
  readonly receipts: readonly ReceiptRow[];
}

/** A receipt somebody brought back, and the life of the hub it was given in. */
export interface BroughtReceipt {
  readonly row: ReceiptRow;
  readonly epoch: string;
}

/** The queue, read as it stands and never changed. */
export class QueueStore {
  readonly #database: HulinDatabase;

  constructor(database: HulinDatabase) {
    this.#database = database;
  }

  /** Of the chain written now, and of those closed before it: what they left may name parts that wait. */
  read(chain: string): Promise<Queue> {
    const { hubHeads, events, parts } = this.#database;
    const tables = [hubHeads, events, parts, ...refusalTables(this.#database)];
    return this.#database.transaction('r', tables, async () => {
      const held = new Map((await hubHeads.toArray()).map((head) => [head.chain, head.seq]));
      const unsent = await events
        .where('[chain+seq]')
        .between([chain, (held.get(chain) ?? 0) + 1], [chain, Dexie.maxKey])
        .toArray();
      const waiting = (await parts.where('state').equals('waiting').toArray()).filter(({ spoilt }) => !spoilt);
      const naming = await events
        .where('id')
        .anyOf([...new Set(waiting.map(({ event }) => event))])
        .toArray();
      const received = naming.filter((event) => event.seq <= (held.get(event.chain) ?? 0));
      const left = [...received, ...(await this.#refused())].filter(({ chain: of, seq }) => !isIn(unsent, of, seq));
      const once = new Map(left.map((event) => [event.hash, event]));
      const all = [...[...once.values()].sort(inOrder), ...unsent];
      const places = all.map((event) => [event.chain, event.seq] as const);
      return { events: all, parts: waiting, receipts: await receiptsAt(this.#database, places) };
    });
  }

  /** What the hub refused, and took in at no later time: on closed chains it stays behind. */
  async #refused(): Promise<EventRow[]> {
    const places = (await refusedEvents(this.#database)).map(({ chain, seq }): [string, number] => [chain, seq]);
    return (await this.#database.events.bulkGet(places)).filter((row) => row !== undefined);
  }

  async readBytes(sha256: string): Promise<Bytes | null> {
    return (await this.#database.partBytes.get(sha256))?.sealed ?? null;
  }

  /**
   * Keeps receipts somebody brought back; answers how many were news. The hub's chains have no holes: one for an event stands
   * for all before it.
   */
  keepReceipts(chain: string, brought: readonly BroughtReceipt[]): Promise<number> {
    const { hubHeads, receipts } = this.#database;
    return this.#database.transaction('rw', [hubHeads, ...receiptTables(this.#database)], async () => {
      const head = (await hubHeads.get(chain)) ?? null;
      const standing = brought.filter(({ row: { time }, epoch }) => !isOfAnEarlierLife({ time, epoch }, head));
      const places = standing.map(({ row }) => [chain, row.seq] as const);
      const known = new Set((await receiptsAt(this.#database, places)).map(({ seq }) => seq));
      const fresh = standing.filter(({ row }) => !known.has(row.seq));
      await receipts.bulkPut(fresh.map(({ row }) => row));
      const newest = standing.filter(({ row }) => row.outcome !== 'fork').sort((a, b) => b.row.seq - a.row.seq)[0];
      if (newest && newest.row.seq > (head?.seq ?? 0)) {
        const { row, epoch } = newest;
        await hubHeads.put({ chain, seq: row.seq, epoch, toldAt: row.time, horizon: head?.horizon ?? null });
      }
      return fresh.length;
    });
  }
}

function isIn(rows: readonly EventRow[], chain: string, seq: number): boolean {
  return rows.some((row) => row.chain === chain && row.seq === seq);
}

/** Chain by chain, as they stand in each. */
function inOrder(a: EventRow, b: EventRow): number {
  return a.chain === b.chain ? a.seq - b.seq : a.chain < b.chain ? -1 : 1;
}
