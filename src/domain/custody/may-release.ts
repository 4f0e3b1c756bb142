/** What is known of one photo that this phone has, and the hub says it has. Moments are the hub's. */
export interface KeptOriginal {
  /** The hub was not restored since it said by when it had the photo, and its chain reaches the record. */
  readonly isOfThisLife: boolean;
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
 * | said in this life of the hub | verified | backup reaches the receipt | backup reaches the photo | → |
 * |------------------------------|----------|----------------------------|--------------------------|---|
 * | no                           | –        | –                          | –                        | keep |
 * | yes                          | no       | –                          | –                        | keep |
 * | yes                          | yes      | no                         | –                        | keep |
 * | yes                          | yes      | yes                        | no, or not known         | keep |
 * | yes                          | yes      | yes                        | yes                      | may go |
 */
export function mayRelease(kept: KeptOriginal, horizon: number | null): boolean {
  const { isOfThisLife, verifiedAt, receiptAt, receivedBy } = kept;
  if (!isOfThisLife || horizon === null || verifiedAt === null || receiptAt === null || receivedBy === null)
    return false;
  return receiptAt <= horizon && receivedBy <= horizon;
}

/** A signed word of the hub's about a chain, and the newest that named every part it missed then: when, and in which of its lives. */
export interface HubWord {
  readonly seq: number;
  readonly epoch: string;
  readonly toldAt: number;
  readonly namedAllAt?: number;
  readonly namedAllIn?: string;
}

/**
 * The newest word that named all the hub missed of the chain, now that it said this.
 *
 * | list may be cut | same life, same length as before | → |
 * |-----------------|----------------------------------|---|
 * | no              | –                                | this word |
 * | yes             | yes                              | the one before |
 * | yes             | no                               | none: of what it has anew nothing was said |
 */
export function namedAll(word: HubWord, before: HubWord | undefined, isCut: boolean) {
  if (!isCut) return { namedAllAt: word.toldAt, namedAllIn: word.epoch };
  if (before?.epoch !== word.epoch || before.seq !== word.seq) return {};
  const { namedAllAt, namedAllIn } = before;
  return namedAllAt === undefined || namedAllIn !== word.epoch ? {} : { namedAllAt, namedAllIn };
}

/** What was noted at a photo that is received here: by which word, and by when the hub had it for certain, in which of its lives. */
export interface HeldMarks {
  readonly receivedBy?: number;
  readonly heldBy?: number;
  readonly heldIn?: string;
}

/**
 * What to note at a photo of the record `seq`. A head of before the photo came tells nothing of it: only the next one that names all it
 * misses. What it said before it was restored counts no more.
 *
 * | noted that it is received here | chain reaches the record, and a later head in this life named all it misses | noted in this life | → |
 * |-----|-----|-----|---|
 * | no  | –   | –   | note it, by the newest head |
 * | yes | no  | –   | wait |
 * | yes | yes | yes | as it is |
 * | yes | yes | no  | the hub had it by then |
 */
export function markHeld({ receivedBy, heldIn }: HeldMarks, seq: number, word: HubWord): HeldMarks {
  if (receivedBy === undefined) return { receivedBy: word.toldAt };
  const { namedAllAt = 0, namedAllIn, epoch } = word;
  const isTold = seq <= word.seq && namedAllIn === epoch && namedAllAt > receivedBy;
  return isTold && heldIn !== epoch ? { heldBy: namedAllAt, heldIn: epoch } : {};
}
