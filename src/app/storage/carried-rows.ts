import type { Wrap } from '../../protocol/event.ts';
import type { SealedRecall } from '../../protocol/sealed-recall.ts';
import type { PublicJwk, Signed } from '../../protocol/signed.ts';

/** What this phone carries to the hub for others. Persisted: changing a member's name or meaning breaks stored data. Add only. */

/** A chain some of whose events are carried. */
export interface CarriedChainRow {
  readonly chain: string;
  readonly takenAt: number;
  /** Why it does not go on, for show only: it is tried again in every round. */
  readonly stuck: CarriedStuck | null;
  /** With `gap`: the hub lacks the events from here on to the first carried one. */
  readonly from: number | null;
  /** The hub's backup horizon when it last told this chain's head; absent: it has told none. */
  readonly horizon?: number | null;
  /** The hub's epoch in which its receipts of earlier ones were last doubted; absent: never. */
  readonly askedIn?: string;
  /** What brings its author back to a hub that was restored, sealed to the hub; absent: the file was an older app's. */
  readonly recall?: SealedRecall;
  /** Others that came for the same chain, the newest last: only the hub can tell which is its author's. */
  readonly otherRecalls?: readonly SealedRecall[];
}
export type CarriedStuck = 'unknown-chain' | 'gap' | 'fork';

/** One event of another phone, checked against its author's key. */
export interface CarriedEventRow {
  readonly hash: string;
  readonly chain: string;
  readonly seq: number;
  readonly raw: string;
  readonly sig: string;
  readonly kid: string;
  readonly jwk: PublicJwk;
  readonly wraps: readonly Wrap[];
  /** Its author's word for these wraps; absent in files of older apps. */
  readonly wrapsSig?: string;
  /** To be sent although there is a receipt: its author's word for its wraps came later. */
  readonly isSentAgain?: boolean;
  /** The hub said that it was erased: its wraps are gone for good. */
  readonly isErased?: boolean;
  /** The parts it names, by SHA-256. */
  readonly parts: readonly string[];
  /** UTF-8 bytes of `raw`. */
  readonly bytes: number;
  /** Why the hub said, signed, that this is none of the chain's; null while nothing speaks against it. */
  readonly refused: string | null;
}

export interface CarriedPartRow {
  readonly sha256: string;
  /** One that named it when it came; which chains it is of, their events say. */
  readonly chain: string;
  readonly bytes: number;
  readonly state: 'waiting' | 'received';
  /** When its first chunk was sent; absent: none yet. */
  readonly begunAt?: number;
  /** By when the hub had it, by its clock: the first of its words that was taken down here. */
  readonly receivedBy?: number;
}

/** The hub's receipt for a carried event: to be brought back to its author. */
export interface CarriedReceiptRow {
  readonly hash: string;
  readonly chain: string;
  readonly seq: number;
  readonly outcome: 'stored' | 'held' | 'fork';
  readonly time: number;
  readonly receipt: Signed;
}
