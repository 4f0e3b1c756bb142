import * as v from 'valibot';
import { isWordFor, lostReceipts } from '../../domain/custody/carry-events.ts';
import type { Bytes } from '../../protocol/bytes.ts';
import { type HeadAnswer, receiptSchema } from '../../protocol/custody.ts';
import type { SealedRecall } from '../../protocol/sealed-recall.ts';
import type { CarriedChain } from '../courier-ports.ts';
import type { Live } from '../live.ts';
import { type CarriedRows, mayBeRemoved, summaryOf, together, unwantedOf, withRecalls } from './carried-chain.ts';
import type { CarriedEventRow, CarriedPartRow, CarriedReceiptRow, CarriedStuck } from './carried-rows.ts';
import type { HulinDatabase } from './database.ts';
import { forgetWraps, idOf } from './forget-erased.ts';
import { watchQuery } from './live-query.ts';

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

  /** Keeps events that are not here yet, and those for whose wraps there was no word of their author's; answers how many those were. */
  takeEvents(
    events: readonly CarriedEventRow[],
    takenAt: number,
    recalls: ReadonlyMap<string, readonly SealedRecall[]> = new Map(),
  ): Promise<number> {
    const { carriedChains, carriedEvents } = this.#database;
    return this.#database.transaction('rw', [carriedChains, carriedEvents], async () => {
      const known = await carriedEvents.bulkGet(events.map(({ hash }) => hash));
      const standing = new Map(known.flatMap((row) => (row ? [[row.hash, row] as const] : [])));
      const fresh = new Map<string, CarriedEventRow>();
      for (const event of events) {
        const before = fresh.get(event.hash) ?? standing.get(event.hash);
        if (!before) fresh.set(event.hash, event);
        else if (isWordFor(event, before)) {
          const isSentAgain = standing.has(event.hash);
          fresh.set(event.hash, { ...event, refused: before.refused, ...(isSentAgain && { isSentAgain }) });
        }
      }
      await carriedEvents.bulkPut([...fresh.values()]);
      for (const chain of new Set(events.map((event) => event.chain))) {
        const row = (await carriedChains.get(chain)) ?? { chain, takenAt, stuck: null, from: null };
        await carriedChains.put(withRecalls(row, recalls.get(chain) ?? []));
      }
      return fresh.size;
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
      for (const { hash } of receipts) await carriedEvents.update(hash, { isSentAgain: undefined });
      for (const [hash, reason] of refused) await carriedEvents.update(hash, { refused: reason });
    });
  }

  async markStuck(chain: string, stuck: CarriedStuck | null, from: number | null = null): Promise<void> {
    await this.#database.carriedChains.update(chain, { stuck, from });
  }

  /** The hub's head of a carried chain: what it has lost since it gave a receipt for it waits again, what it erased opens no more. */
  heedHead({ chain, seq, epoch, horizon, missing, time, erased = [] }: HeadAnswer): Promise<void> {
    const { carriedChains, carriedParts, carriedReceipts } = this.#database;
    return this.#database.transaction('rw', this.#tables, async () => {
      const askedIn = (await carriedChains.get(chain))?.askedIn ?? null;
      await carriedChains.update(chain, { horizon, askedIn: epoch });
      const carried = new Set(await this.#database.carriedEvents.where('chain').equals(chain).primaryKeys());
      const given = (await carriedReceipts.where('chain').equals(chain).toArray()).map(withEpoch);
      const doubted = lostReceipts(given, { seq, epoch }, askedIn);
      const lost = new Set(doubted.filter((one) => one.seq > seq || carried.has(one.hash)).map(({ hash }) => hash));
      await carriedReceipts.bulkDelete([...lost]);
      const isErased = new Set(erased);
      if (erased.length > 0)
        await this.#database.carriedEvents
          .where('chain')
          .equals(chain)
          .filter(({ raw, wraps }) => wraps.length > 0 && isErased.has(idOf(raw) ?? ''))
          .modify(forgetWraps);
      const events = await this.#database.carriedEvents.where('chain').equals(chain).toArray();
      if (askedIn !== epoch) await this.#doubtParts(events);
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

  /** What an earlier life of the hub said it had, it has to say anew. */
  async #doubtParts(events: readonly CarriedEventRow[]): Promise<void> {
    const known = (await this.#partsOf(events)).filter(({ receivedBy }) => receivedBy !== undefined);
    await this.#database.carriedParts.bulkPut(known.map(({ receivedBy: _gone, ...part }): CarriedPartRow => part));
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

  /** Removes chains the hub has everything of and can lose nothing of, and nothing else. */
  removeDelivered(): Promise<void> {
    return this.#remove((all) => {
      const delivered = all.filter(mayBeRemoved);
      return { events: delivered, receipts: delivered };
    });
  }

  /** Lets go of everything of such chains but the hub's receipts: their authors may wait for those. */
  letGo(): Promise<void> {
    return this.#remove((all) => ({
      events: all.filter((rows) => rows.events.length > 0 && mayBeRemoved(rows)),
      receipts: [],
    }));
  }

  /** Removes what is carried of a chain and nobody wants, and nothing else. */
  giveUp(chain: string): Promise<void> {
    return this.#remove((all) => {
      const rows = all.find((one) => one.chain.chain === chain);
      const unwanted = rows ? unwantedOf(rows) : null;
      if (!rows || !unwanted) return { events: [], receipts: [] };
      const isAll = unwanted.events.length === rows.events.length && rows.receipts.length === 0;
      return { events: [unwanted], receipts: isAll ? [rows] : [] };
    });
  }

  /** In one transaction. Parts that what stays names as well stay. */
  async #remove(
    choose: (all: readonly CarriedRows[]) => Readonly<Record<'events' | 'receipts', readonly CarriedRows[]>>,
  ): Promise<void> {
    const { carriedChains, carriedEvents, carriedParts, carriedPartBytes, carriedReceipts } = this.#database;
    await this.#database.transaction('rw', [...this.#tables, carriedPartBytes], async () => {
      const all = await this.all();
      const going = choose(all);
      if (going.events.length === 0 && going.receipts.length === 0) return;
      const gone = new Set(going.events.flatMap(({ events }) => events.map(({ hash }) => hash)));
      const staying = all.flatMap(({ events }) => events.filter(({ hash }) => !gone.has(hash)));
      const stays = new Set(staying.flatMap(({ parts }) => parts));
      const parts = going.events.flatMap((rows) => rows.parts.map(({ sha256 }) => sha256));
      const alone = parts.filter((sha256) => !stays.has(sha256));
      await carriedPartBytes.bulkDelete(alone);
      await carriedParts.bulkDelete(alone);
      await carriedEvents.bulkDelete([...gone]);
      await carriedReceipts.bulkDelete(going.receipts.flatMap(({ receipts }) => receipts.map(({ hash }) => hash)));
      await carriedChains.bulkDelete(going.receipts.map(({ chain }) => chain.chain));
    });
  }

  watch(): Live<readonly CarriedChain[]> {
    return watchQuery(async () => (await this.all()).map(summaryOf));
  }
}

function withEpoch(row: CarriedReceiptRow) {
  return { ...row, epoch: v.parse(receiptSchema, JSON.parse(row.receipt.raw)).epoch };
}
