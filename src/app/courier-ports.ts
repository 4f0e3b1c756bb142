import type { Live } from './live.ts';

/** What the pages about export and courier are given: kept apart from `ports.ts` for its length. */

/** A chain of another phone of which this one carries something. */
export interface CarriedChain {
  readonly chain: string;
  readonly takenAt: number;
  readonly events: { readonly total: number; readonly received: number };
  /** Events the hub will not take. */
  readonly refused: number;
  readonly parts: { readonly total: number; readonly received: number };
  readonly bytes: number;
  /** The hub has all of it. */
  readonly isDelivered: boolean;
  /** Its backups too: it may be removed here. */
  readonly mayBeRemoved: boolean;
  /** The hub refused some of it, or knows no such author: nobody waits for it but whoever is asked. */
  readonly mayBeGivenUp: boolean;
  /** `gap`: the hub lacks earlier events of that phone, from `from` on. */
  readonly stuck: 'unknown-chain' | 'gap' | 'fork' | null;
  readonly from: number | null;
}

/** A file to hand over. */
export interface ExportedFile {
  readonly file: File;
  readonly events: number;
  readonly parts: number;
}

/** One item of a file that is not as it should be; all others are taken. */
export type BundleTrouble =
  | { readonly kind: 'line'; readonly line: number }
  /** Damaged, but what it said stands in the file a second time: nothing is lost. */
  | { readonly kind: 'line-elsewhere'; readonly line: number }
  /** Nobody knows whom the records are for nor how many there were: the hub says when they are not its own. */
  | { readonly kind: 'head' }
  | {
      readonly kind: 'event';
      readonly seq: number | null;
      readonly because: 'unreadable' | 'unknown-author' | 'bad-signature' | 'wraps-changed' | 'too-large';
    }
  | {
      readonly kind: 'part';
      readonly sha256: string;
      readonly because: 'cut-short' | 'hash-mismatch' | 'unnamed' | 'too-large';
    }
  | {
      readonly kind: 'receipt';
      readonly seq: number | null;
      readonly because: 'not-the-hubs' | 'unknown-key' | 'other-record';
    }
  /** So many items the file speaks of are not in it. */
  | { readonly kind: 'lacking'; readonly count: number };

export type TakenBundle =
  | {
      readonly ok: true;
      /** Newly carried. */
      readonly events: number;
      readonly parts: number;
      /** Already here, carried before. */
      readonly known: number;
      /** Of this phone itself. */
      readonly own: number;
      /** The hub's receipts for this phone's own records that were news. */
      readonly receipts: number;
      readonly troubles: readonly BundleTrouble[];
    }
  | {
      readonly ok: false;
      readonly because: 'not-a-bundle' | 'newer-bundle' | 'not-enrolled' | 'other-hub' | 'storage';
    };

export interface Courier {
  readonly carried: Live<readonly CarriedChain[]>;
  /** Everything only this phone holds, its own and carried, still sealed; changes nothing. Null when nothing waits. */
  exportQueue(): Promise<ExportedFile | null>;
  /** The hub's receipts for what was carried here, to be brought back. Null when there are none. */
  exportReceipts(): Promise<ExportedFile | null>;
  /** Takes a file of another phone to carry, or one that brings receipts back. */
  take(file: Blob): Promise<TakenBundle>;
  removeDelivered(): Promise<void>;
  /** Removes what the hub refused of a chain; all of it when the hub does not know its author. Nothing else. It may have been the only copy. */
  giveUp(chain: string): Promise<void>;
  /** When the queue was last exported here, by the phone; null: never. */
  readonly exportedAt: Live<number | null>;
}

/** How a file leaves the phone. */
export interface HandingOver {
  /** Offers the file to other apps; false where the browser does not, or the person turned away. */
  share(file: File): Promise<boolean>;
  /** Puts it into the phone's downloads. */
  download(file: File): void;
}
