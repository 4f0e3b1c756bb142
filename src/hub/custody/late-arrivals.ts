import { type Arrival, orderFor, ownAmong } from '../../domain/custody/erase-record.ts';
import type { Queryable } from '../ports.ts';
import type { HubSigner } from './hub-signer.ts';
import { type ErasureOrder, erasureChanges, noteErasure } from './note-erasure.ts';
import type { ReadEvent } from './read-envelope.ts';
import type { ChangeDraft } from './record-change.ts';
import { remarkAbout } from './remark-about.ts';
import { eventsUnder, type StandingEvent } from './under-id.ts';

type Under = ReadonlyMap<string, readonly StandingEvent[]>;
type Orders = ReadonlyMap<string, ErasureOrder>;

/**
 * Events that come after an erasure that goes for them: copies of what was erased, and words about it. Their keys are not kept. An
 * order goes for the event at its own place, whatever else stands under its id.
 */
export class LateArrivals {
  readonly #orders: Orders;
  /** By the event's hash. */
  readonly #late: ReadonlyMap<string, ErasureOrder>;

  private constructor(orders: Orders, late: ReadonlyMap<string, ErasureOrder>) {
    this.#orders = orders;
    this.#late = late;
  }

  static async among(tx: Queryable, reads: readonly ReadEvent[]): Promise<LateArrivals> {
    const sealed = reads.filter(({ sent }) => sent.wraps.length > 0);
    const named = sealed.flatMap(({ event }) => [event.id, remarkAbout(event) ?? event.id]);
    const orders: Orders = named.length === 0 ? new Map() : await ordersOf(tx, named);
    if (orders.size === 0) return new LateArrivals(orders, new Map());
    const under = await eventsUnder(tx, [...orders.keys()]);
    const devices = await devicesOf(tx, sealed);
    const late = sealed.flatMap(({ event, hash }): [string, ErasureOrder][] => {
      const id = event.id.toLowerCase();
      const arrival = { id, device: devices.get(event.chain) ?? null, about: remarkAbout(event) };
      const order = orderAmong(orders, arrival, under);
      return order ? [[hash, order]] : [];
    });
    return new LateArrivals(orders, new Map(late));
  }

  /** The same event, without keys when it comes late. */
  stripped(read: ReadEvent): ReadEvent {
    return this.#late.has(read.hash) ? { ...read, sent: { ...read.sent, wraps: [] } } : read;
  }

  /**
   * Says what was erased of these events, which stand by now, before it was ever kept: of an id only when all that stands under it is
   * erased. Locks the hub's chain if there is anything to say.
   */
  async note(tx: Queryable, keys: HubSigner, now: number, reads: readonly ReadEvent[]): Promise<ChangeDraft[]> {
    const changes: ChangeDraft[] = [];
    const late = reads.filter(({ hash }) => this.#late.has(hash));
    const named = [...late.map(({ event }) => event.id), ...this.#orders.keys()];
    const under: Under = late.length === 0 ? new Map() : await eventsUnder(tx, named);
    const said = new Set<string>();
    for (const { event, hash } of late) {
      const [id, order] = [event.id.toLowerCase(), this.#late.get(hash)];
      if (!order || !this.#isAllErased(under.get(id) ?? [], under)) continue;
      if (!this.#orders.has(id) && !said.has(id)) changes.push(...(await noteErasure(tx, keys, now, [id], order)));
      said.add(id);
      changes.push(...(await erasureChanges(tx, [{ place: event, because: order.because }], now)));
    }
    return changes;
  }

  #isAllErased(events: readonly StandingEvent[], under: Under): boolean {
    const own = ownAmong(events);
    return own.every((event) => orderAmong(this.#orders, event, under) !== null);
  }
}

function orderAmong(orders: Orders, arrival: Arrival, under: Under): ErasureOrder | null {
  return orderFor(orders, arrival, (id) => under.get(id) ?? []);
}

async function ordersOf(tx: Queryable, records: readonly string[]): Promise<Orders> {
  const rows = await tx.query<ErasureOrder & { record: string }>(
    'select record, because, person from erasure where record = any($1::uuid[])',
    [records],
  );
  return new Map(rows.map(({ record, because, person }) => [record, { because, person }]));
}

async function devicesOf(tx: Queryable, reads: readonly ReadEvent[]): Promise<ReadonlyMap<string, string | null>> {
  const rows = await tx.query<{ id: string; device: string | null }>(
    'select id, device from chain where id = any($1::uuid[])',
    [[...new Set(reads.map(({ event }) => event.chain))]],
  );
  return new Map(rows.map(({ id, device }) => [id, device]));
}
