import type { GateMode, PassClass, PassDirection } from '../domain/shared/gate-codes.ts';
import type { RecordDraft, RecordDrafts } from './draft-ports.ts';

/** What pages are given for the gate's register, beside the other services in `ports.ts`. */

/** An entry or exit being written. */
export interface PassDraft extends RecordDraft {
  readonly direction: PassDirection;
  /** The station's id; empty until one is known. */
  readonly gate: string;
  readonly class: PassClass;
  readonly persons: number;
  readonly declaresFire: boolean;
  readonly depositsFire: boolean;
  /** Of an exit: the entry it ends. */
  readonly entry: string | null;
  readonly at: number;
  /** The mode the gate is in for the keeper; null while that is not known here. */
  readonly mode: GateMode | null;
  /** Sealed. */
  readonly name: string;
  readonly phone: string;
  readonly plate: string;
}

export type PassDrafts = RecordDrafts<PassDraft, [], 'no-gate'>;
