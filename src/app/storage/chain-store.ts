import Dexie from 'dexie';
import type { Live } from '../live.ts';
import type { HulinDatabase } from './database.ts';
import { watchQuery } from './live-query.ts';
import type { EventRow, HeadRow, HubHeadRow, PartRow, ReceiptRow } from './rows.ts';

/** The end of a chain; seq 0 and no hash before its first event. */
export interface LocalHead {
  readonly seq: number;
  readonly hash: string | null;
}

/** A chain's newest events with everything known about their custody. */
export interface ChainRows {
  readonly events: readonly EventRow[];
  readonly receipts: readonly ReceiptRow[];
  readonly parts: readonly PartRow[];
  readonly heldUpTo: number;
}

/** This phone's chain: append-only. */
export class ChainStore {
  readonly #database: HulinDatabase;

  constructor(database: HulinDatabase) {
    this.#database = database;
  }

  async readHead(chain: string): Promise<LocalHead> {
    return headOf(await this.#database.heads.get(chain));
  }

  /**
   * Puts the event and moves the head in one strict transaction, if the head still is `head`; false when another tab was first.
   * Its parts become waiting, its draft is gone. An event that stands already under this id counts as put.
   */
  putIfHeadIs(head: LocalHead, event: EventRow): Promise<boolean> {
    const { events, heads, parts, drafts } = this.#database;
    return this.#database.transaction('rw', [events, heads, parts, drafts], async () => {
      const standing = headOf(await heads.get(event.chain));
      if (await events.where('id').equals(event.id).count()) return true;
      if (standing.seq !== head.seq || standing.hash !== head.hash) return false;
      await events.add(event);
      await heads.put({ chain: event.chain, seq: event.seq, hash: event.hash });
      const named = event.parts.map(({ sha256 }) => sha256);
      await parts
        .where('sha256')
        .anyOf(named)
        .modify({ state: 'waiting', plain: null, plainBytes: null, takenAt: null });
      await drafts.delete(event.id);
      return true;
    });
  }

  async has(id: string): Promise<boolean> {
    return (await this.#database.events.where('id').equals(id).count()) > 0;
  }

  async byId(id: string): Promise<EventRow | null> {
    return (await this.#database.events.where('id').equals(id).first()) ?? null;
  }

  /** The hash at a place of the chain; null when this phone does not hold it. */
  async hashAt(chain: string, seq: number): Promise<string | null> {
    return (await this.#database.events.get([chain, seq]))?.hash ?? null;
  }

  /** Events from `seq` on, ascending, at most `limit`. */
  from(chain: string, seq: number, limit: number): Promise<EventRow[]> {
    return this.#database.events
      .where('[chain+seq]')
      .between([chain, seq], [chain, Dexie.maxKey])
      .limit(limit)
      .toArray();
  }

  async hubHead(chain: string): Promise<HubHeadRow | null> {
    return (await this.#database.hubHeads.get(chain)) ?? null;
  }

  /** The newest events first, at most `limit`, with receipts and parts. */
  watchNewest(chain: string, limit: number): Live<ChainRows> {
    return watchQuery(() => this.#readNewest(chain, limit));
  }

  async #readNewest(chain: string, limit: number): Promise<ChainRows> {
    const { events, receipts, parts, hubHeads } = this.#database;
    const range = events.where('[chain+seq]').between([chain, 0], [chain, Dexie.maxKey]);
    const newest = await range.reverse().limit(limit).toArray();
    const oldestSeq = newest.at(-1)?.seq ?? 0;
    const [known, named, hub] = await Promise.all([
      receipts.where('[chain+seq]').between([chain, oldestSeq], [chain, Dexie.maxKey]).toArray(),
      parts
        .where('event')
        .anyOf(newest.map(({ id }) => id))
        .toArray(),
      hubHeads.get(chain),
    ]);
    return { events: newest, receipts: known, parts: named, heldUpTo: hub?.seq ?? 0 };
  }
}

function headOf(row: HeadRow | undefined): LocalHead {
  return row ? { seq: row.seq, hash: row.hash } : { seq: 0, hash: null };
}
