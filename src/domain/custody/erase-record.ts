/** An order that nobody opens a record any more. `event`: the record's id. */
export interface Erasure {
  readonly event: string;
}

/** An event under an id. Ids are their authors' own choice, so that one device's record may stand beside another's under the same. */
export interface UnderId {
  /** Null: the hub itself. */
  readonly device: string | null;
  /** Whether it was taken for this id's; not: it is held since the id was recorded already, and was not released. */
  readonly isClaim: boolean;
}

/** Those that are this id's: not what a device wrote under it that has nothing else there, when another had it first. */
export function ownAmong<E extends UnderId>(under: readonly E[]): E[] {
  const claimants = new Set(under.flatMap(({ isClaim, device }) => (isClaim ? [device] : [])));
  return under.filter(({ isClaim, device }) => isClaim || claimants.size === 0 || claimants.has(device));
}

/** What comes after an erasure. `about`: what its words are about. */
export interface Arrival {
  readonly id: string;
  readonly device: string | null;
  readonly about: string | null;
}

/**
 * The order that goes for an event that comes after it; null: none. A copy under the same id bears its order, and so do words `about`
 * what was erased: their keys are not kept. `under`: all that stands under an id.
 *
 * | erased        | devices with a claim to that id | → |
 * |---------------|---------------------------------|---|
 * | its own id    | none but its own                | goes for it |
 * | its own id    | another                         | does not: what was erased is another's record |
 * | what it is about | one at most                  | goes for it |
 * | what it is about | several                      | does not: nobody knows whose it is about |
 */
export function orderFor<O>(
  orders: ReadonlyMap<string, O>,
  { id, device, about }: Arrival,
  under: (id: string) => readonly UnderId[],
): O | null {
  const claimants = (of: string) => new Set(under(of).flatMap((one) => (one.isClaim ? [one.device] : [])));
  const own = orders.get(id);
  if (own && [...claimants(id)].every((other) => other === device)) return own;
  const theirs = about === null ? undefined : orders.get(about);
  return theirs && about !== null && claimants(about).size <= 1 ? theirs : null;
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
