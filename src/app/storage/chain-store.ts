import Dexie from 'dexie';
import { judgeAppend } from '../../domain/custody/judge-append.ts';
import type { ChainHead } from '../../domain/custody/judge-link.ts';
import type { Bytes } from '../../protocol/bytes.ts';
import type { Live } from '../live.ts';
import type { HulinDatabase } from './database.ts';
import type { DraftWithParts } from './draft-store.ts';
import { watchQuery } from './live-query.ts';
import { receiptsBetween } from './receipt-blocks.ts';
import type { EventRow, HeadRow, HubHeadRow, PartRow, ReceiptRow } from './rows.ts';

/** This phone's newest events, of every chain it wrote, with everything known about their custody. */
export interface ChainRows {
  readonly events: readonly EventRow[];
  readonly receipts: readonly ReceiptRow[];
  readonly parts: readonly PartRow[];
  readonly heldUpTo: ReadonlyMap<string, number>;
  /** Hashes of events the hub could not accept at all. */
  readonly refused: ReadonlySet<string>;
}

/** Where the next event goes. */
export interface ChainEnd {
  readonly chain: string;
  readonly head: ChainHead;
}

/** A sealed part, with its bytes. */
export interface SealedPart {
  readonly row: PartRow;
  readonly sealed: Bytes;
}

export type PutResult = 'put' | 'moved' | 'draft-changed';

/** This phone's chain: append-only. */
export class ChainStore {
  readonly #database: HulinDatabase;

  constructor(database: HulinDatabase) {
    this.#database = database;
  }

  /** The end of the chain this phone writes now, when it once wrote `chain`. */
  async currentEnd(chain: string): Promise<ChainEnd> {
    const row = await this.#database.heads.get(chain);
    return row?.successor === undefined ? { chain, head: headOf(row) } : this.currentEnd(row.successor);
  }

  /** Every chain this phone wrote, when it writes `chain` now. */
  async ownChains(chain: string): Promise<string[]> {
    return linesBefore(chain, await this.#database.heads.toArray());
  }

  async readHead(chain: string): Promise<ChainHead> {
    return headOf(await this.#database.heads.get(chain));
  }

  /**
   * Puts the event and moves the head in one strict transaction, unless another tab was first (`moved`). Its parts become
   * waiting, its draft is gone; not if the draft is another than the one that was read (`draft-changed`): nothing written
   * meanwhile is lost. An event that stands already under this id counts as put. `brings`: a part it names that is not stored yet.
   */
  putIfHeadIs(
    head: ChainHead,
    event: EventRow,
    finishes: DraftWithParts | null,
    brings: SealedPart | null = null,
  ): Promise<PutResult> {
    const { events, heads, parts, partBytes, drafts, ownDrafts, recordKeys } = this.#database;
    const tables = [events, heads, parts, partBytes, drafts, ownDrafts, recordKeys];
    return this.#database.transaction('rw', tables, async () => {
      const [row, sameId, isDraftSame, standing] = await Promise.all([
        heads.get(event.chain),
        events.where('id').equals(event.id).count(),
        finishes === null || this.#isUnchanged(finishes),
        parts.where('event').equals(event.id).toArray(),
      ]);
      if (row?.successor !== undefined) return 'moved';
      const verdict = judgeAppend({ isThere: sameId > 0, standing: headOf(row), read: head, isDraftSame });
      if (verdict !== 'put') return verdict === 'is-there' ? 'put' : verdict;
      await Promise.all([
        events.add(event),
        heads.put({ chain: event.chain, seq: event.seq, hash: event.hash }),
        this.#settleParts(event, brings ? [...standing, brings.row] : standing),
        brings && partBytes.put({ sha256: brings.row.sha256, sealed: brings.sealed }),
        this.#endDraft(event.id),
      ]);
      return 'put';
    });
  }

  /** What opens its owner's copy of the record stays. */
  async #endDraft(id: string): Promise<void> {
    const { drafts, ownDrafts, recordKeys } = this.#database;
    const own = await ownDrafts.get(id);
    await Promise.all([
      own?.recordKey && recordKeys.put({ event: id, ...own.recordKey, key: own.key }),
      own && ownDrafts.delete(id),
      drafts.delete(id),
    ]);
  }

  async #isUnchanged({ draft, parts }: DraftWithParts): Promise<boolean> {
    const { drafts, ownDrafts } = this.#database;
    const now = (await ownDrafts.get(draft.id)) ?? (await drafts.get(draft.id));
    const photosNow = (await this.#database.parts.where('event').equals(draft.id).toArray()).filter(isPhoto);
    const photos = new Set(parts.filter(isPhoto).map(({ sha256 }) => sha256));
    const isSameText = now !== undefined && areSameBytes(now.sealed, draft.sealed);
    return isSameText && photosNow.length === photos.size && photosNow.every(({ sha256 }) => photos.has(sha256));
  }

  /** Every part the event names is here and waits now; what an interrupted finish left beside them goes. */
  async #settleParts({ id, parts: named }: EventRow, standing: readonly PartRow[]): Promise<void> {
    const { parts, partBytes } = this.#database;
    const names = new Set(named.map(({ sha256 }) => sha256));
    const [ours, others] = [new Array<PartRow>(), new Array<string>()];
    for (const part of standing) {
      if (names.has(part.sha256)) ours.push(part);
      else others.push(part.sha256);
    }
    if (ours.length !== names.size) throw new Error(`event ${id} names parts that are not stored`);
    if (standing.length === 0) return;
    const waiting = { state: 'waiting', plain: null, plainBytes: null, takenAt: null } as const;
    await Promise.all([
      parts.bulkDelete(others),
      partBytes.bulkDelete(others),
      parts.bulkPut(ours.map((part) => ({ ...part, ...waiting }))),
    ]);
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

  /** The events at these places that this phone holds, by place: as one range, for they stand close together. */
  async among(chain: string, seqs: readonly number[]): Promise<ReadonlyMap<number, EventRow>> {
    if (seqs.length === 0) return new Map();
    const [first, last] = [Math.min(...seqs), Math.max(...seqs)];
    const range = this.#database.events.where('[chain+seq]').between([chain, first], [chain, last], true, true);
    return new Map((await range.toArray()).map((row) => [row.seq, row]));
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

  /** The newest events first, at most `limit`, with receipts and parts: of this chain and of those closed before it. */
  watchNewest(chain: string, limit: number): Live<ChainRows> {
    return watchQuery(() => this.#readNewest(chain, limit));
  }

  /** As `watchNewest`, and every older one that the hub is not known to hold: nobody but this phone can tell of it. */
  watchNewestAndUnsent(chain: string, limit: number): Live<ChainRows> {
    return watchQuery(() => this.#readNewest(chain, limit, true));
  }

  /** One event of theirs, if it is one. */
  watchOne(chain: string, id: string): Live<ChainRows> {
    return watchQuery(async () => {
      const [chains, event] = [await this.ownChains(chain), await this.byId(id)];
      return this.#rowsOf(chains, [event && chains.includes(event.chain) ? [event] : []]);
    });
  }

  async #readNewest(chain: string, limit: number, isUnsentWanted = false): Promise<ChainRows> {
    const chains = await this.ownChains(chain);
    let left = limit;
    const each: EventRow[][] = [];
    for (const one of chains) {
      if (left <= 0 && !isUnsentWanted) break;
      const newest = await this.#newestOf(one, left, isUnsentWanted);
      each.push(newest);
      left = Math.max(0, left - newest.length);
    }
    return this.#rowsOf(chains, each);
  }

  /** `each`: of some chains the events that are asked for, those of a chain one after another. */
  async #rowsOf(chains: readonly string[], each: readonly (readonly EventRow[])[]): Promise<ChainRows> {
    const { parts, hubHeads, refusals } = this.#database;
    const events = each.flat();
    const [known, named, hubs, refused] = await Promise.all([
      Promise.all(each.map((ofChain) => receiptsAmong(this.#database, ofChain))),
      parts.bulkGet(events.flatMap((event) => event.parts.map(({ sha256 }) => sha256))),
      hubHeads.bulkGet([...chains]),
      refusals.toArray(),
    ]);
    return {
      events,
      receipts: known.flat(),
      parts: named.filter((part) => part !== undefined),
      heldUpTo: new Map(hubs.filter((hub) => hub !== undefined).map((hub) => [hub.chain, hub.seq])),
      refused: new Set(refused.map(({ hash }) => hash)),
    };
  }

  /** Read forwards and as one range: a cursor that walks back costs a trip for each row. */
  async #newestOf(chain: string, limit: number, isUnsentWanted: boolean): Promise<EventRow[]> {
    const { events, heads, hubHeads } = this.#database;
    const { seq } = headOf(await heads.get(chain));
    const newestFrom = seq - limit + 1;
    const from = isUnsentWanted ? Math.min(newestFrom, ((await hubHeads.get(chain))?.seq ?? 0) + 1) : newestFrom;
    const found = (
      await events.where('[chain+seq]').between([chain, from], [chain, Dexie.maxKey]).toArray()
    ).toReversed();
    return isUnsentWanted ? found : found.slice(0, limit);
  }
}

/** The receipts of events that stand one after another, the newest first. */
async function receiptsAmong(database: HulinDatabase, events: readonly EventRow[]): Promise<ReceiptRow[]> {
  const [last, first] = [events[0], events.at(-1)];
  return first && last ? receiptsBetween(database, first.chain, first.seq, last.seq) : [];
}

/** A chain and those closed before it, the newest first: by what follows what, never by a clock. */
function linesBefore(chain: string, heads: readonly HeadRow[]): string[] {
  const before = heads.find(({ successor }) => successor === chain);
  return [chain, ...(before ? linesBefore(before.chain, heads) : [])];
}

function headOf(row: HeadRow | undefined): ChainHead {
  return row ? { seq: row.seq, hash: row.hash } : { seq: 0, hash: null };
}

function isPhoto({ role }: PartRow): boolean {
  return role === 'photo';
}

function areSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
