import type { ReviewOutcome } from '../domain/shared/codes.ts';
import type { PulledErasure } from '../protocol/pull.ts';

/** A record of somebody's chain as command sees it: what is in clear, and which sealed parts there are. */
export interface PulledRecord<B> {
  readonly id: string;
  readonly chain: string;
  readonly seq: number;
  readonly person: string;
  readonly outcome: 'stored' | 'held';
  /** What was decided about a held one; null before, and when it never was held. */
  readonly review: ReviewOutcome | null;
  readonly body: B;
  readonly parts: readonly {
    readonly sha256: string;
    readonly role: string;
    readonly type: string;
    readonly bytes: number;
  }[];
  readonly partsReceived: number;
  readonly recordedAt: number;
  /** The event lies between these two: the newest hub time its device knew, and the hub time of its receipt. */
  readonly bracket: { readonly fromAt: number | null; readonly toAt: number };
  /** When and why its personal parts were made unreadable; null while they can be opened. */
  readonly erased: Pick<PulledErasure, 'at' | 'because'> | null;
}
