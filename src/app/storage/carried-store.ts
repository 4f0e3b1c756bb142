import * as v from 'valibot';
import { lostReceipts, mayLetGo } from '../../domain/custody/carry-events.ts';
import type { Bytes } from '../../protocol/bytes.ts';
import { type HeadAnswer, receiptSchema } from '../../protocol/custody.ts';
import type { SealedRecall } from '../../protocol/sealed-recall.ts';
import type { CarriedChain } from '../courier-ports.ts';
import type { Live } from '../live.ts';
import type {
  CarriedChainRow,
  CarriedEventRow,
  CarriedPartRow,
  CarriedReceiptRow,
  CarriedStuck,
} from './carried-rows.ts';
import type { HulinDatabase } from './database.ts';
import { watchQuery } from './live-query.ts';

/** Everything carried of one chain. */
export interface CarriedRows {
  readonly chain: CarriedChainRow;
  readonly events: readonly CarriedEventRow[];
  readonly parts: readonly CarriedPartRow[];
  readonly receipts: readonly CarriedReceiptRow[];
}

/** A hub names no more missing parts than this at once. */
const mayBeCutAt = 100;

/** Events, sealed parts and receipts of other phones, on their way to the hub and back. Apart from this phone's own chain. */
export class CarriedStore {
  readonly #database: HulinDatabase;

  constructor(database: HulinDatabase) {
    this.#database = database;
  }

  /** Keeps a part; false when it was here already. */
  takePart(part: CarriedPartRow, sealed: Bytes): Promise<boolean> {
    const { carriedParts, carriedPartBytes } = this.#database;
    return this.#database.transaction('rw', [carriedParts, carriedPartBytes], async () => {
      if (await carriedParts.get(part.sha256)) return false;
      await carriedParts.add(part);
      await carriedPartBytes.put({ sha256: part.sha256, sealed });
      return true;
    });
  }

  /** Keeps events that are not here yet; answers how many those were. */
  takeEvents(
    events: readonly CarriedEventRow[],
    takenAt: number,
    recalls: ReadonlyMap<string, SealedRecall> = new Map(),
  ): Promise<number> {
    const { carriedChains, carriedEvents } = this.#database;
    return this.#database.transaction('rw', [carriedChains, carriedEvents], async () => {
      const known = await carriedEvents.bulkGet(events.map(({ hash }) => hash));
      const fresh = events.filter((_, index) => known[index] === undefined);
      await carriedEvents.bulkPut([...fresh]);
      for (const chain of new Set(events.map((event) => event.chain))) {
        const standing = (await carriedChains.get(chain)) ?? { chain, takenAt, stuck: null, from: null };
        const recall = recalls.get(chain) ?? standing.recall;
        await carriedChains.put(recall ? { ...standing, recall } : standing);
      }
      return fresh.length;
    });
  }

  /** Keeps receipts for events that are carried here; answers how many were new. */
  takeReceipts(rows: readonly CarriedReceiptRow[]): Promise<number> {
    const { carriedReceipts } = this.#database;
    return this.#database.transaction('rw', carriedReceipts, async () => {
      const known = await carriedReceipts.bulkGet(rows.map(({ hash }) => hash));
      const fresh = rows.filter((_, index) => known[index] === undefined);
      await carriedReceipts.bulkPut([...fresh]);
      return fresh.length;
    });
  }

  async eventByHash(hash: string): Promise<CarriedEventRow | null> {
    return (await this.#database.carriedEvents.get(hash)) ?? null;
  }

  /** Everything carried, chain by chain, events ascending. */
  all(): Promise<CarriedRows[]> {
    const { carriedChains, carriedEvents, carriedParts, carriedReceipts } = this.#database;
    return this.#database.transaction('r', this.#tables, async () => {
      const [chains, events, parts, receipts] = await Promise.all([
        carriedChains.toArray(),
        carriedEvents.toArray(),
        carriedParts.toArray(),
        carriedReceipts.toArray(),
      ]);
      return together(chains, events, parts, receipts);
    });
  }

  /** What is carried of one chain; null when nothing is. */
  of(chain: string): Promise<CarriedRows | null> {
    const { carriedChains, carriedEvents, carriedReceipts } = this.#database;
    return this.#database.transaction('r', this.#tables, async () => {
      const [row, events, receipts] = await Promise.all([
        carriedChains.get(chain),
        carriedEvents.where('chain').equals(chain).toArray(),
        carriedReceipts.where('chain').equals(chain).toArray(),
      ]);
      const parts = row ? await this.#partsOf(events) : [];
      return together(row ? [row] : [], events, parts, receipts)[0] ?? null;
    });
  }

  get #tables() {
    const { carriedChains, carriedEvents, carriedParts, carriedReceipts } = this.#database;
    return [carriedChains, carriedEvents, carriedParts, carriedReceipts];
  }

  async #partsOf(events: readonly CarriedEventRow[]): Promise<CarriedPartRow[]> {
    const found = await this.#database.carriedParts.bulkGet([...new Set(events.flatMap(({ parts }) => parts))]);
    return found.filter((part) => part !== undefined);
  }

  async readBytes(sha256: string): Promise<Bytes | null> {
    return (await this.#database.carriedPartBytes.get(sha256))?.sealed ?? null;
  }

  /** Keeps what the hub signed about these events, in one transaction. */
  settle(receipts: readonly CarriedReceiptRow[], refused: ReadonlyMap<string, string>): Promise<void> {
    const { carriedReceipts, carriedEvents } = this.#database;
    return this.#database.transaction('rw', [carriedReceipts, carriedEvents], async () => {
      await carriedReceipts.bulkPut([...receipts]);
      for (const [hash, reason] of refused) await carriedEvents.update(hash, { refused: reason });
    });
  }

  async markStuck(chain: string, stuck: CarriedStuck | null, from: number | null = null): Promise<void> {
    await this.#database.carriedChains.update(chain, { stuck, from });
  }

  /** The hub's head of a carried chain: what it has lost since it gave a receipt for it waits again. */
  heedHead({ chain, seq, epoch, horizon, missing, time }: HeadAnswer): Promise<void> {
    const { carriedChains, carriedParts, carriedReceipts } = this.#database;
    return this.#database.transaction('rw', this.#tables, async () => {
      await carriedChains.update(chain, { horizon });
      const given = (await carriedReceipts.where('chain').equals(chain).toArray()).map(withEpoch);
      const lost = new Set(lostReceipts(given, { seq, epoch }).map(({ hash }) => hash));
      await carriedReceipts.bulkDelete([...lost]);
      const events = await this.#database.carriedEvents.where('chain').equals(chain).toArray();
      await this.#waitAgain(await this.#partsOf(events), missing);
      if (missing.length >= mayBeCutAt) return;
      // Of what forked off, a head says nothing.
      const held = new Set(given.flatMap(({ hash, outcome }) => (outcome === 'fork' || lost.has(hash) ? [] : [hash])));
      const named = new Set(missing);
      const parts = await this.#partsOf(events.filter(({ hash }) => held.has(hash)));
      const there = parts.filter(({ sha256, state }) => state === 'received' && !named.has(sha256));
      await carriedParts.bulkPut(there.map((part) => ({ ...part, receivedBy: part.receivedBy ?? time })));
    });
  }

  /**
   * Of the named parts, those the hub does not miss have arrived; a list that may go on tells nothing of them. What it misses waits again,
   * whatever was believed.
   */
  settleParts(named: readonly string[], missing: readonly string[]): Promise<void> {
    const { carriedParts } = this.#database;
    return this.#database.transaction('rw', carriedParts, async () => {
      const parts = await carriedParts
        .where('sha256')
        .anyOf([...named])
        .toArray();
      await this.#waitAgain(parts, missing);
      if (missing.length >= mayBeCutAt) return;
      const arrived = parts.filter(({ sha256, state }) => state === 'waiting' && !missing.includes(sha256));
      await carriedParts.bulkPut(arrived.map((part): CarriedPartRow => ({ ...part, state: 'received' })));
    });
  }

  async #waitAgain(parts: readonly CarriedPartRow[], missing: readonly string[]): Promise<void> {
    const again = parts.filter(({ sha256, state }) => state === 'received' && missing.includes(sha256));
    await this.#database.carriedParts.bulkPut(
      again.map(({ receivedBy: _gone, ...part }): CarriedPartRow => ({ ...part, state: 'waiting' })),
    );
  }

  /** Its first chunk is about to be sent. */
  async beginPart(sha256: string, begunAt: number): Promise<void> {
    await this.#database.carriedParts.update(sha256, { begunAt });
  }

  async partsReceived(sha256s: readonly string[]): Promise<void> {
    await this.#database.carriedParts.bulkUpdate(sha256s.map((key) => ({ key, changes: { state: 'received' } })));
  }

  /** Lets go of chains the hub has everything of and can lose nothing of, and of nothing else. What another chain names as well stays. */
  async removeDelivered(): Promise<void> {
    const { carriedChains, carriedEvents, carriedParts, carriedPartBytes, carriedReceipts } = this.#database;
    await this.#database.transaction('rw', [...this.#tables, carriedPartBytes], async () => {
      const all = await this.all();
      const delivered = all.filter(mayBeRemoved);
      const stays = new Set(
        all.flatMap((rows) => (mayBeRemoved(rows) ? [] : rows.events.flatMap(({ parts }) => parts))),
      );
      for (const { chain, events, parts, receipts } of delivered) {
        const gone = parts.map(({ sha256 }) => sha256).filter((sha256) => !stays.has(sha256));
        await carriedPartBytes.bulkDelete(gone);
        await carriedParts.bulkDelete(gone);
        await carriedEvents.bulkDelete(events.map(({ hash }) => hash));
        await carriedReceipts.bulkDelete(receipts.map(({ hash }) => hash));
        await carriedChains.delete(chain.chain);
      }
    });
  }

  watch(): Live<readonly CarriedChain[]> {
    return watchQuery(async () => (await this.all()).map(summaryOf));
  }
}

/** Parts are known by their hash alone: those of a chain are what its events name, whoever else names them. */
function together(
  chains: readonly CarriedChainRow[],
  events: readonly CarriedEventRow[],
  parts: readonly CarriedPartRow[],
  receipts: readonly CarriedReceiptRow[],
): CarriedRows[] {
  const partAt = new Map(parts.map((part) => [part.sha256, part]));
  const [eventsOf, receiptsOf] = [byChain(events), byChain(receipts)];
  return chains.map((chain) => {
    const own = eventsOf.get(chain.chain) ?? [];
    const named = [...new Set(own.flatMap((event) => event.parts))];
    return {
      ...{ chain, events: own, receipts: receiptsOf.get(chain.chain) ?? [] },
      parts: named.map((sha256) => partAt.get(sha256)).filter((part) => part !== undefined),
    };
  });
}

/** Ascending in each chain. */
function byChain<T extends { readonly chain: string; readonly seq: number }>(rows: readonly T[]): Map<string, T[]> {
  const grouped = new Map<string, T[]>();
  for (const row of rows.toSorted(bySeq)) {
    const own = grouped.get(row.chain);
    if (own) own.push(row);
    else grouped.set(row.chain, [row]);
  }
  return grouped;
}

function bySeq(a: { readonly seq: number }, b: { readonly seq: number }): number {
  return a.seq - b.seq;
}

/** A receipt for every event, and every part there. */
function isDelivered({ events, parts, receipts }: CarriedRows): boolean {
  const receipted = new Set(receipts.map(({ hash }) => hash));
  return events.every(({ hash }) => receipted.has(hash)) && parts.every(({ state }) => state === 'received');
}

/** In every backup the hub may be restored from. */
function mayBeRemoved({ chain, events, parts, receipts }: CarriedRows): boolean {
  const timeOf = new Map(receipts.map(({ hash, time }) => [hash, time]));
  const receiptAt = events.map(({ hash }) => timeOf.get(hash) ?? null);
  const partsBy = parts.map(({ state, receivedBy }) => (state === 'received' ? (receivedBy ?? null) : null));
  return mayLetGo({ receiptAt, partsBy }, chain.horizon ?? null);
}

function withEpoch(row: CarriedReceiptRow) {
  return { ...row, epoch: v.parse(receiptSchema, JSON.parse(row.receipt.raw)).epoch };
}

function summaryOf(rows: CarriedRows): CarriedChain {
  const { chain, events, parts, receipts } = rows;
  const waiting = parts.filter(({ state }) => state === 'waiting');
  return {
    chain: chain.chain,
    takenAt: chain.takenAt,
    events: { total: events.length, received: receipts.length },
    refused: events.filter(({ refused }) => refused !== null).length,
    parts: { total: parts.length, received: parts.length - waiting.length },
    bytes: [...events, ...parts].reduce((sum, { bytes }) => sum + bytes, 0),
    isDelivered: isDelivered(rows),
    mayBeRemoved: mayBeRemoved(rows),
    stuck: chain.stuck,
    from: chain.from,
  };
}
