/** A sealed part of one of our events, as the phone knows it. */
export interface KnownPart {
  readonly sha256: string;
  readonly state: 'draft' | 'own-draft' | 'waiting' | 'received';
  readonly role: string;
  readonly bytes: number;
  readonly addedAt: number;
}

/** A hub may name no more missing parts than this at once. */
const mayBeCutAt = 100;

/** Whether a hub's list of missing parts may go on. */
export function mayBeCut(missing: readonly string[]): boolean {
  return missing.length >= mayBeCutAt;
}

/**
 * What a hub's list of missing parts says about ours. `ofHeld` are the parts of events that the hub holds.
 *
 * | hub names it missing | list may be cut | state    | → |
 * |----------------------|-----------------|----------|---|
 * | yes                  | –               | received | waits again, whatever we believed |
 * | no                   | no              | waiting  | has arrived, though the answer was lost |
 * | else                 |                 |          | as it is |
 */
export function settleParts<P extends KnownPart>(
  ofHeld: readonly P[],
  missing: readonly string[],
): { readonly again: P[]; readonly arrived: P[] } {
  const lacks = new Set(missing);
  const again = ofHeld.filter(({ sha256, state }) => state === 'received' && lacks.has(sha256));
  if (mayBeCut(missing)) return { again, arrived: [] };
  return { again, arrived: ofHeld.filter(({ sha256, state }) => state === 'waiting' && !lacks.has(sha256)) };
}

/** Personal fields first, then the small ones. */
export function partsInOrder<P extends KnownPart>(waiting: readonly P[]): P[] {
  return [...waiting].sort(
    (a, b) => Number(b.role === 'fields') - Number(a.role === 'fields') || a.bytes - b.bytes || a.addedAt - b.addedAt,
  );
}
