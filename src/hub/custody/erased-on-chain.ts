import { orderFor } from '../../domain/custody/erase-record.ts';
import { maxErasedTold } from '../../protocol/custody.ts';
import type { Queryable } from '../ports.ts';
import { eventsUnder } from './under-id.ts';

/** Ids of a chain's events that were erased, those last ordered first: whoever carries them still has what opens them. */
export async function erasedOnChain(db: Queryable, chain: string): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `select x.record as id from erasure x
      where exists (select 1 from event e where e.id = x.record and e.chain = $1)
      order by x.erased_at desc, x.record limit $2`,
    [chain, maxErasedTold],
  );
  const orders = new Map(rows.map(({ id }) => [id, true]));
  const under = await eventsUnder(db, [...orders.keys()]);
  return [...orders.keys()].filter((id) => {
    const events = under.get(id) ?? [];
    const own = events.find((event) => event.chain === chain);
    return own !== undefined && orderFor(orders, { ...own, about: null }, () => events) !== null;
  });
}
