import type { CustodyStatus, ReviewOutcome } from '../shared/codes.ts';

/** What a phone knows of one of its finished records. */
export interface KnownCustody {
  /** The hub's receipt, if it gave one; `isVerified` once the event came back with the same hash. */
  readonly receipt: { readonly outcome: 'stored' | 'held' | 'fork'; readonly isVerified: boolean } | null;
  /** What was decided about it since it was held; null while nothing was. */
  readonly review: ReviewOutcome | null;
  /** The hub's last signed head reaches up to it. */
  readonly isHeld: boolean;
  readonly hasAllParts: boolean;
}

/**
 * What a record's author is told about where it is.
 *
 * | fork receipt | hub holds it | receipt says held | review   | came back the same, all parts there | → |
 * |--------------|--------------|-------------------|----------|-------------------------------------|---|
 * | yes          | –            | –                 | –        | –                                   | needs-you |
 * | no           | no           | –                 | –        | –                                   | saved |
 * | no           | yes          | yes               | none     | –                                   | held |
 * | no           | yes          | yes               | refused  | –                                   | refused |
 * | no           | yes          | yes               | released | yes                                 | verified |
 * | no           | yes          | yes               | released | no                                  | received |
 * | no           | yes          | no                | –        | yes                                 | verified |
 * | no           | yes          | no                | –        | no                                  | received |
 */
export function tellCustody({ receipt, review, isHeld, hasAllParts }: KnownCustody): CustodyStatus {
  if (receipt?.outcome === 'fork') return 'needs-you';
  if (!isHeld) return 'saved';
  if (receipt?.outcome === 'held' && review !== 'released') return review ?? 'held';
  return receipt?.isVerified && hasAllParts ? 'verified' : 'received';
}
