import Dexie from 'dexie';
import type { Bytes } from '../../protocol/bytes.ts';
import type { HulinDatabase } from './database.ts';
import type { EventRow, PartRow, ReceiptRow } from './rows.ts';

/** What only this phone holds of its chain: events the hub has not confirmed, and those it has that name parts it lacks. */
export interface Queue {
  readonly events: readonly EventRow[];
  readonly parts: readonly PartRow[];
  readonly receipts: readonly ReceiptRow[];
}

/** The queue, read as it stands and never changed. */
export class QueueStore {
  readonly #database: HulinDatabase;

  constructor(database: HulinDatabase) {
    this.#database = database;
  }

  read(chain: string): Promise<Queue> {
    const { hubHeads, events, parts, receipts } = this.#database;
    return this.#database.transaction('r', [hubHeads, events, parts, receipts], async () => {
      const held = (await hubHeads.get(chain))?.seq ?? 0;
      const unsent = await events
        .where('[chain+seq]')
        .between([chain, held + 1], [chain, Dexie.maxKey])
        .toArray();
      const waiting = await parts.where('state').equals('waiting').toArray();
      const naming = await events
        .where('id')
        .anyOf([...new Set(waiting.map(({ event }) => event))])
        .toArray();
      const received = naming.filter((event) => event.chain === chain && event.seq <= held);
      const all = [...received.sort((a, b) => a.seq - b.seq), ...unsent];
      const known = await receipts.bulkGet(all.map(({ seq }): [string, number] => [chain, seq]));
      return { events: all, parts: waiting, receipts: known.filter((receipt) => receipt !== undefined) };
    });
  }

  async readBytes(sha256: string): Promise<Bytes | null> {
    return (await this.#database.partBytes.get(sha256))?.sealed ?? null;
  }

  /**
   * Keeps receipts somebody brought back; answers how many were news. The hub's chains have no holes: one for an event stands
   * for all before it.
   */
  keepReceipts(chain: string, rows: readonly ReceiptRow[], epoch: string): Promise<number> {
    const { hubHeads, receipts } = this.#database;
    return this.#database.transaction('rw', [hubHeads, receipts], async () => {
      const known = await receipts.bulkGet(rows.map(({ seq }): [string, number] => [chain, seq]));
      const fresh = rows.filter((_, index) => known[index] === undefined);
      await receipts.bulkPut([...fresh]);
      const newest = rows.filter(({ outcome }) => outcome !== 'fork').reduce<ReceiptRow | null>(later, null);
      const head = await hubHeads.get(chain);
      if (newest && newest.seq > (head?.seq ?? 0))
        await hubHeads.put({ chain, seq: newest.seq, epoch, toldAt: newest.time, horizon: head?.horizon ?? null });
      return fresh.length;
    });
  }
}

function later(one: ReceiptRow | null, other: ReceiptRow): ReceiptRow {
  return one && one.seq > other.seq ? one : other;
}
