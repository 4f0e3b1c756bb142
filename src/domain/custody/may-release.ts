/** What is known of one photo that this phone has, and the hub says it has. Moments are the hub's. */
export interface KeptOriginal {
  /** When the record came back in a pull with the same hash; null: it never did. */
  readonly verifiedAt: number | null;
  /** Of the record's receipt; null: there is none. */
  readonly receiptAt: number | null;
  /** By when the hub had the photo itself: the first of its words that this phone took down; null: not taken down yet. */
  readonly receivedBy: number | null;
}

/**
 * Whether the phone may let go of its own copy: whatever backup the hub is restored from, it has record and photo.
 *
 * | verified | backup reaches the receipt | backup reaches the photo | → |
 * |----------|----------------------------|--------------------------|---|
 * | no       | –                          | –                        | keep |
 * | yes      | no                         | –                        | keep |
 * | yes      | yes                        | no, or not known         | keep |
 * | yes      | yes                        | yes                      | may go |
 */
export function mayRelease({ verifiedAt, receiptAt, receivedBy }: KeptOriginal, horizon: number | null): boolean {
  if (horizon === null || verifiedAt === null || receiptAt === null || receivedBy === null) return false;
  return receiptAt <= horizon && receivedBy <= horizon;
}
