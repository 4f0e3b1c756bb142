/** An event was certainly made between these two moments of the hub's clock. */
export interface MadeBetween {
  readonly fromAt: number | null;
  readonly toAt: number;
}

/**
 * What it means for an event that its key was out of its owner's hands from `lostFrom` on. Whoever has the key may say of `seen` less than
 * he knows, never more than the hub has said: so it tells for certain only that something came after.
 *
 * | received before | its phone knew of a later hub time | → |
 * |-----------------|------------------------------------|---|
 * | yes             | –                                  | before: it counts |
 * | no              | yes                                | after: not by its owner, as far as the report is right |
 * | no              | no                                 | either: made before and brought late, or after |
 */
export function judgeLost(lostFrom: number, { fromAt, toAt }: MadeBetween): 'before' | 'either' | 'after' {
  if (toAt < lostFrom) return 'before';
  return fromAt !== null && fromAt >= lostFrom ? 'after' : 'either';
}
