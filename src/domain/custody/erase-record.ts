/** An order that nobody opens a record any more. `event`: the record's id. */
export interface Erasure {
  readonly event: string;
}

/**
 * The order that goes for an event that comes after it; null: none. A copy under the same id bears its order, and so do words `about`
 * what was erased. Its keys are not kept.
 */
export function orderFor<O>(orders: ReadonlyMap<string, O>, id: string, about: string | null): O | null {
  return orders.get(id) ?? (about === null ? null : (orders.get(about) ?? null));
}

/** Of what a desk knew to be erased, what a hub that starts over no longer tells: to be kept in mind beside what is already. */
export function lostErasures<E extends Erasure>(
  known: readonly E[],
  told: ReadonlySet<string>,
  waiting: readonly E[],
): E[] {
  const lost = known.filter(({ event }) => !told.has(event));
  return [...new Map([...waiting, ...lost].map((erasure) => [erasure.event, erasure])).values()];
}

/** Of those kept in mind: `waiting` the hub has not told again, and `due` are to be ordered now, since the hub has their records. */
export function erasuresToOrder<E extends Erasure>(
  kept: readonly E[],
  told: ReadonlySet<string>,
  isThere: (erasure: E) => boolean,
): { readonly waiting: E[]; readonly due: E[] } {
  const waiting = kept.filter(({ event }) => !told.has(event));
  return { waiting, due: waiting.filter(isThere) };
}
