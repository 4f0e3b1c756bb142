import type { GateMode, PassClass, PassDirection } from '../shared/gate-codes.ts';

/** One entry or exit as the gate keeper registered it. */
export interface Pass {
  readonly id: string;
  readonly gate: string;
  readonly direction: PassDirection;
  readonly class: PassClass;
  readonly persons: number;
  /** Of an exit: the entry it ends; null where nobody knows which. */
  readonly entry: string | null;
  readonly at: number;
  /** The mode the gate was in for the keeper, where that was written down. */
  readonly mode?: GateMode;
}

/** What a gate's counter measured: so many of a class since its last reading. */
export interface Passage {
  readonly gate: string;
  readonly direction: PassDirection;
  readonly class: PassClass;
  readonly count: number;
  readonly at: number;
}
