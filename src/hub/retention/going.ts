import { ownAmong } from '../../domain/custody/erase-record.ts';
import { eventsUnder, placeOf, remarksAbout, type StandingEvent } from '../custody/under-id.ts';
import type { Queryable } from '../ports.ts';

/**
 * Events that are to be erased, and whatever was said about them later, also about what was said. Words go with an id only when all that
 * stands under it goes: one event of it alone says nothing of what is meant by others.
 */
export class Going {
  readonly #events = new Map<string, StandingEvent>();
  /** Under each id, without strangers. */
  readonly #own = new Map<string, readonly StandingEvent[]>();

  static async with(tx: Queryable, events: readonly StandingEvent[]): Promise<Going> {
    const going = new Going();
    for (let fresh = [...events]; fresh.length > 0; ) {
      const ids = [...new Set(fresh.map(({ id }) => id))];
      for (const [id, under] of await eventsUnder(tx, ids)) going.#own.set(id, ownAmong(under));
      for (const event of fresh) going.#events.set(placeOf(event), event);
      const found = await remarksAbout(
        tx,
        ids.filter((id) => going.isWhole(id)),
      );
      fresh = found.filter((event) => !going.#events.has(placeOf(event)));
    }
    return going;
  }

  /** In the order of their places. */
  get events(): StandingEvent[] {
    return [...this.#events.values()].toSorted((a, b) => a.chain.localeCompare(b.chain) || a.seq - b.seq);
  }

  /** The ids of which all goes. */
  get ids(): string[] {
    return [...new Set(this.events.map(({ id }) => id))].filter((id) => this.isWhole(id));
  }

  isWhole(id: string): boolean {
    const own = this.#own.get(id) ?? [];
    return own.length > 0 && own.every((event) => this.#events.has(placeOf(event)));
  }
}
