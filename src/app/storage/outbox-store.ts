import Dexie from 'dexie';
import * as v from 'valibot';
import { mayBeCut, partsInOrder, settleParts } from '../../domain/custody/settle-parts.ts';
import { receiptSchema } from '../../protocol/custody.ts';
import type { Live } from '../live.ts';
import { keepTime, signedTime } from './clock-store.ts';
import type { HulinDatabase } from './database.ts';
import { watchQuery } from './live-query.ts';
import { putReceipts, receiptTables, spreadBlocks } from './receipt-blocks.ts';
import { refusalTables, refusedEvents } from './refused-events.ts';
import type { EventRow, HubHeadRow, PartRow, ReceiptRow, RefusalRow } from './rows.ts';

/**
 * What the hub has not confirmed yet. The log is the outbox: unsent = seq beyond what the hub says it holds. `spoilt`: parts that it
 * lacks and that can be sent no more; they count nowhere else. `refused`: events that it could not accept at all; no part of them waits.
 */
export interface Waiting {
  readonly spoilt: number;
  readonly refused: number;
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

/** What became of the phone's events and parts at the hub. */
export class OutboxStore {
  readonly #database: HulinDatabase;

  constructor(database: HulinDatabase) {
    this.#database = database;
  }

  /**
   * Keeps what the hub said, its time too, and the receipts it gave, in one transaction: what it costs is reaching the disk.
   * A part the hub misses waits again, whatever we believed; one it does not miss has arrived, though the answer was lost.
   */
  settle({ head, missing }: HubSays, receipts: readonly ReceiptRow[]): Promise<void> {
    const { hubHeads, parts, events, clock } = this.#database;
    const tables = [hubHeads, ...refusalTables(this.#database), parts, events, clock];
    return this.#database.transaction('rw', tables, async () => {
      const before = await hubHeads.get(head.chain);
      const earlier = before?.epoch === head.epoch ? before.namedAllAt : undefined;
      const namedAllAt = mayBeCut(missing) ? earlier : head.toldAt;
      await hubHeads.put(namedAllAt === undefined ? head : { ...head, namedAllAt });
      await keepTime(clock, signedTime(head.toldAt));
      await this.#keep(receipts);
      const named = (await parts.bulkGet([...missing])).filter((part) => part?.state === 'received');
      const ofHeld = [...named.filter((part) => part !== undefined), ...(await this.#waitingOf(head))];
      const { again, arrived } = settleParts(ofHeld, missing);
      await parts.bulkPut([
        ...again.map(
          ({ receivedBy: _by, heldBy: _held, notedIn: _in, ...part }): PartRow => ({ ...part, state: 'waiting' }),
        ),
        ...arrived.map((part): PartRow => ({ ...part, state: 'received' })),
      ]);
    });
  }

  /** Keeps receipts that settle nothing about the head: a fork's. */
  keepReceipts(receipts: readonly ReceiptRow[]): Promise<void> {
    return this.#database.transaction('rw', refusalTables(this.#database), () => this.#keep(receipts));
  }

  /** The chain is closed: an older build that goes over before this one did must see what the hub has taken, or it writes that anew. */
  tellOlderBuilds(chain: string): Promise<void> {
    return this.#database.transaction('rw', receiptTables(this.#database), () => spreadBlocks(this.#database, chain));
  }

  /** Keeps which events the hub could not accept at all: they are not sent again on another chain. */
  async noteRefusals(rows: readonly RefusalRow[]): Promise<void> {
    if (rows.length > 0) await this.#database.refusals.bulkPut([...rows]);
  }

  /** The last seq the hub gave a fork's receipt for in this epoch; 0 for none. */
  async reportedUpTo(chain: string, epoch: string): Promise<number> {
    const ofChain = this.#database.receipts.where('[chain+seq]').between([chain, 0], [chain, Dexie.maxKey]);
    const last = await ofChain
      .reverse()
      .and(({ outcome, receipt }) => outcome === 'fork' && epochOf(receipt.raw) === epoch)
      .first();
    return last?.seq ?? 0;
  }

  /** Parts to send now: those of events the hub holds, of closed chains too, personal fields first, then the small ones. */
  async partsToSend(): Promise<PartRow[]> {
    const heads = await this.#database.hubHeads.toArray();
    const waiting = await Promise.all(heads.map((head) => this.#waitingOf(head)));
    return partsInOrder(waiting.flat().filter(({ released, spoilt }) => !released && !spoilt));
  }

  async partsReceived(sha256s: readonly string[]): Promise<void> {
    await this.#database.parts.bulkUpdate(sha256s.map((key) => ({ key, changes: { state: 'received' } })));
  }

  async partSpoilt(sha256: string): Promise<void> {
    await this.#database.parts.update(sha256, { spoilt: true });
  }

  /** Events never change: of those looked at before, what was learned then is enough. */
  watchWaiting(chain: string): Live<Waiting> {
    let known = nothingKnown;
    return watchQuery(async () => {
      const { hubHeads, events, parts } = this.#database;
      const held = (await hubHeads.get(chain))?.seq ?? 0;
      const before = held < known.after ? nothingKnown : known;
      const fresh = await events
        .where('[chain+seq]')
        .between([chain, Math.max(held, before.upTo) + 1], [chain, Dexie.maxKey])
        .toArray();
      const unsent = [...before.unsent.filter(({ seq }) => seq > held), ...fresh.map(measureOf)];
      known = { after: held, upTo: unsent.at(-1)?.seq ?? held, unsent };
      const refused = await this.#refusedIds();
      const waiting = await parts.where('state').equals('waiting').toArray();
      const waitingParts = waiting.filter(({ event }) => !refused.has(event));
      const unsentParts = waitingParts.filter(({ spoilt }) => !spoilt);
      const savedAt = [...unsent.map((row) => row.savedAt), ...unsentParts.map((row) => row.addedAt)];
      return {
        spoilt: waitingParts.length - unsentParts.length,
        refused: refused.size,
        events: unsent.length,
        parts: unsentParts.length,
        bytes: [...unsent, ...unsentParts].reduce((sum, { bytes }) => sum + bytes, 0),
        oldestAt: savedAt.length ? savedAt.reduce((a, b) => Math.min(a, b)) : null,
      };
    });
  }

  /** In a transaction. What the hub takes in is refused no more, whatever it said of it before. */
  async #keep(receipts: readonly ReceiptRow[]): Promise<void> {
    const { refusals } = this.#database;
    await putReceipts(this.#database, receipts);
    const taken = new Set(receipts.map(({ hash }) => hash));
    const before = receipts.length > 0 ? await refusals.toArray() : [];
    await refusals.bulkDelete(
      before.filter(({ hash }) => taken.has(hash)).map(({ chain, seq }): [string, number] => [chain, seq]),
    );
  }

  /** Records that need somebody, whom their own page tells it. */
  async #refusedIds(): Promise<Set<string>> {
    const refused = new Map((await refusedEvents(this.#database)).map(({ chain, seq, hash }) => [hash, [chain, seq]]));
    const standing = await this.#database.events.bulkGet([...refused.values()] as [string, number][]);
    return new Set(standing.flatMap((event) => (event && refused.has(event.hash) ? [event.id] : [])));
  }

  async #waitingOf({ chain, seq }: HubHeadRow): Promise<PartRow[]> {
    const waiting = await this.#database.parts.where('state').equals('waiting').toArray();
    const ids = [...new Set(waiting.map(({ event }) => event))];
    const named = await this.#database.events.where('id').anyOf(ids).toArray();
    const refused = new Set((await refusedEvents(this.#database)).map(({ hash }) => hash)); // it stays on a closed chain
    const isHeld = (event: EventRow) => event.chain === chain && event.seq <= seq && !refused.has(event.hash);
    const held = new Set(named.filter(isHeld).map(({ id }) => id));
    return waiting.filter(({ event }) => held.has(event));
  }
}

/** What counting needs of an event that waits. */
type Measure = Pick<EventRow, 'seq' | 'bytes' | 'savedAt'>;

/** The events after `after`, as far as `upTo`. */
interface Known {
  readonly after: number;
  readonly upTo: number;
  readonly unsent: readonly Measure[];
}

const nothingKnown: Known = { after: 0, upTo: 0, unsent: [] };

function measureOf({ seq, bytes, savedAt }: EventRow): Measure {
  return { seq, bytes, savedAt };
}

function epochOf(raw: string): string {
  return v.parse(receiptSchema, JSON.parse(raw)).epoch;
}
