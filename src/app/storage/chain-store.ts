import Dexie from 'dexie';
import type { Live } from '../live.ts';
import type { HulinDatabase } from './database.ts';
import type { DraftWithParts } from './draft-store.ts';
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

export type PutResult = 'put' | 'moved' | 'draft-changed';

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
   * Puts the event and moves the head in one strict transaction, unless another tab was first (`moved`). Its parts become
   * waiting, its draft is gone; not if the draft is another than the one that was read (`draft-changed`): nothing written
   * meanwhile is lost. An event that stands already under this id counts as put.
   */
  putIfHeadIs(head: LocalHead, event: EventRow, finishes: DraftWithParts | null): Promise<PutResult> {
    const { events, heads, parts, partBytes, drafts } = this.#database;
    return this.#database.transaction('rw', [events, heads, parts, partBytes, drafts], async () => {
      if (await events.where('id').equals(event.id).count()) return 'put';
      const standing = headOf(await heads.get(event.chain));
      if (standing.seq !== head.seq || standing.hash !== head.hash) return 'moved';
      if (finishes && !(await this.#isUnchanged(finishes))) return 'draft-changed';
      await events.add(event);
      await heads.put({ chain: event.chain, seq: event.seq, hash: event.hash });
      await this.#settleParts(event);
      await drafts.delete(event.id);
      return 'put';
    });
  }

  async #isUnchanged({ draft, parts }: DraftWithParts): Promise<boolean> {
    const now = await this.#database.drafts.get(draft.id);
    const photosNow = (await this.#database.parts.where('event').equals(draft.id).toArray()).filter(isPhoto);
    const photos = new Set(parts.filter(isPhoto).map(({ sha256 }) => sha256));
    const isSameText = now !== undefined && areSameBytes(now.sealed, draft.sealed);
    return isSameText && photosNow.length === photos.size && photosNow.every(({ sha256 }) => photos.has(sha256));
  }

  /** Every part the event names is here and waits now; what an interrupted finish left beside them goes. */
  async #settleParts({ id, parts: named }: EventRow): Promise<void> {
    const { parts, partBytes } = this.#database;
    const names = new Set(named.map(({ sha256 }) => sha256));
    const [ours, others] = [new Array<PartRow>(), new Array<string>()];
    for (const part of await parts.where('event').equals(id).toArray()) {
      if (names.has(part.sha256)) ours.push(part);
      else others.push(part.sha256);
    }
    if (ours.length !== names.size) throw new Error(`event ${id} names parts that are not stored`);
    await parts.bulkDelete(others);
    await partBytes.bulkDelete(others);
    const waiting = { state: 'waiting', plain: null, plainBytes: null, takenAt: null } as const;
    await parts.bulkPut(ours.map((part) => ({ ...part, ...waiting })));
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

function isPhoto({ role }: PartRow): boolean {
  return role === 'photo';
}

function areSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
