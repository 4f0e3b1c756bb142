import type { HeldReason } from '../../domain/shared/held-codes.ts';
import type { HulinEvent } from '../../protocol/event.ts';
import type { Queryable } from '../ports.ts';
import type { ReadEvent } from './read-envelope.ts';
import type { ChangeDraft } from './record-change.ts';

/**
 * What events of some kinds change besides being stored. Locked and read before a batch is judged, told of each event that is
 * used, written at the end of the batch's transaction.
 */
export interface Projection {
  /** Why this event, received at `now`, must be held; null when it can be used, or is none of this projection's business. */
  whyHeld(event: HulinEvent, now: number): HeldReason | null;
  /** Takes a stored event into account; nothing happens for any other kind. */
  apply(read: ReadEvent, now: number): void;
  /** Writes what was applied; answers the changes to record. */
  write(tx: Queryable, now: number): Promise<ChangeDraft[]>;
}

/** Locks, in id order, the rows that these events are about. */
export type LockProjection = (tx: Queryable, events: readonly HulinEvent[]) => Promise<Projection>;
