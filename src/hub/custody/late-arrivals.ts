import { orderFor } from '../../domain/custody/erase-record.ts';
import type { Queryable } from '../ports.ts';
import type { HubSigner } from './hub-signer.ts';
import { type ErasureOrder, erasureChange, noteErasure } from './note-erasure.ts';
import type { ReadEvent } from './read-envelope.ts';
import type { ChangeDraft } from './record-change.ts';
import { remarkAbout } from './remark-about.ts';

/** `isSaid`: the hub's chain names this very id already. */
interface StandingOrder extends ErasureOrder {
  readonly isSaid: boolean;
}

/** Events that come after an erasure that goes for them: copies of what was erased, and words about it. Their keys are not kept. */
export class LateArrivals {
  readonly #orders: ReadonlyMap<string, StandingOrder>;

  private constructor(orders: ReadonlyMap<string, StandingOrder>) {
    this.#orders = orders;
  }

  static async among(tx: Queryable, reads: readonly ReadEvent[]): Promise<LateArrivals> {
    const sealed = reads.filter(({ sent }) => sent.wraps.length > 0).map(({ event }) => event);
    if (sealed.length === 0) return new LateArrivals(new Map());
    const named = sealed.flatMap((event) => [event.id, remarkAbout(event) ?? event.id]);
    const rows = await tx.query<ErasureOrder & { record: string }>(
      'select record, because, person from erasure where record = any($1::uuid[])',
      [named],
    );
    const erased = new Map(rows.map((row) => [row.record, row]));
    const orders = sealed.flatMap((event): [string, StandingOrder][] => {
      const id = event.id.toLowerCase();
      const order = orderFor(erased, id, remarkAbout(event));
      return order ? [[event.id, { because: order.because, person: order.person, isSaid: erased.has(id) }]] : [];
    });
    return new LateArrivals(new Map(orders));
  }

  /** The same event, without keys when it comes late. */
  stripped(read: ReadEvent): ReadEvent {
    return this.#orders.has(read.event.id) ? { ...read, sent: { ...read.sent, wraps: [] } } : read;
  }

  /** Says what was erased of these events of a chain before it was ever kept. Locks the hub's chain if there is anything to say. */
  async note(tx: Queryable, keys: HubSigner, now: number, reads: readonly ReadEvent[]): Promise<ChangeDraft[]> {
    const changes: ChangeDraft[] = [];
    for (const { event } of reads) {
      const order = this.#orders.get(event.id);
      if (!order) continue;
      if (!order.isSaid) changes.push(...(await noteErasure(tx, keys, now, [event.id], order)));
      changes.push(erasureChange(event, now, order.because));
    }
    return changes;
  }
}
