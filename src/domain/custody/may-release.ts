/** The hub's newest word about the chain a record stands on. Moments are the hub's. */
export interface NewestWord {
  /** The hub holds the chain up to here. */
  readonly seq: number;
  readonly epoch: string;
  readonly toldAt: number;
  readonly horizon: number | null;
  /** The newest word that named every part the hub missed. */
  readonly namedAllAt?: number;
}

/** What this phone took down of when the hub had a photo, by words of one life of the hub alone. */
export interface Noted {
  /** The newest word when it was first looked at: the photo may have come only after that. */
  readonly receivedBy?: number;
  /** By then the hub had it. */
  readonly heldBy?: number;
  /** The life of the hub. */
  readonly notedIn?: string;
}

/**
 * What is taken down of a photo whose record stands at `seq`. A head of before the photo came tells nothing of it: only the next one
 * that names all it misses.
 *
 * | the word reaches the record | noted in this life of the hub | a later word named all it misses | → |
 * |-----------------------------|-------------------------------|----------------------------------|---|
 * | no                          | –                             | –                                | nothing: the hub was restored |
 * | yes                         | no                            | –                                | note it, by the newest word |
 * | yes                         | yes                           | no                               | wait |
 * | yes                         | yes                           | yes                              | the hub had it by then |
 */
export function noteHeld({ receivedBy, heldBy, notedIn }: Noted, seq: number, word: NewestWord): Noted {
  const { epoch, toldAt, namedAllAt = 0 } = word;
  if (word.seq < seq) return {};
  if (receivedBy === undefined || notedIn !== epoch) return { receivedBy: toldAt, notedIn: epoch };
  const by = heldBy ?? (namedAllAt > receivedBy ? namedAllAt : null);
  return { receivedBy, notedIn: epoch, ...(by !== null && { heldBy: by }) };
}

/** What is known of one photo that this phone has, and the hub says it has. Moments are the hub's. */
export interface KeptOriginal {
  /** Of its record. */
  readonly seq: number;
  /** When the record came back in a pull with the same hash; null: it never did. */
  readonly verifiedAt: number | null;
  /** Of the record's receipt; null: there is none. */
  readonly receiptAt: number | null;
  /** By when the hub had the photo itself, in this life; null: not taken down yet. */
  readonly heldBy: number | null;
}

/**
 * Whether the phone may let go of its own copy: whatever backup the hub is restored from, it has record and photo.
 *
 * | newest word reaches the record and names all it misses | verified | backup reaches the receipt | backup reaches the photo | → |
 * |--------------------------------------------------------|----------|----------------------------|--------------------------|---|
 * | no                                                     | –        | –                          | –                        | keep |
 * | yes                                                    | no       | –                          | –                        | keep |
 * | yes                                                    | yes      | no                         | –                        | keep |
 * | yes                                                    | yes      | yes                        | no, or not known         | keep |
 * | yes                                                    | yes      | yes                        | yes                      | may go |
 */
export function mayRelease({ seq, verifiedAt, receiptAt, heldBy }: KeptOriginal, word: NewestWord): boolean {
  const { horizon } = word;
  if (word.seq < seq || word.namedAllAt !== word.toldAt) return false;
  if (horizon === null || verifiedAt === null || receiptAt === null || heldBy === null) return false;
  return receiptAt <= horizon && heldBy <= horizon;
}
