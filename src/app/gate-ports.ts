import type { GateFile, GateSetting } from '../domain/gate/gate-file.ts';
import type { Pass } from '../domain/gate/pass.ts';
import type { GateField } from '../domain/shared/gate-codes.ts';
import type { PassBody } from '../protocol/pass.ts';
import type { Passages } from '../protocol/passages.ts';
import type { Live } from './live.ts';
import type { PulledRecord } from './record-ports.ts';
import type { ShownChoice, WorkflowRow } from './workflow-ports.ts';

/** An entry or exit as a keeper's phone knows it. Only of its own can it open what is sealed. */
export interface KnownPass extends Pass {
  readonly isOwn: boolean;
}

/** What a keeper's phone knows of all registers: its own passes from the moment they are saved, others as the hub told of them; without what was taken back. */
export interface KnownPasses extends Live<readonly KnownPass[]> {
  /** False while the other keepers' entries are not here for whoever is on duty: they were pulled for somebody else, or never. */
  readonly areAllKnown: Live<boolean>;
}

/** Gates as the desk sees them: their registers, and what their counters measured. */
export interface GateDesk {
  /** Entries and exits of every register, the newest first, without what was taken back. */
  readonly passes: Live<readonly PulledRecord<PassBody>[]>;
  /** What a gate's counter measured from `from` on, before `to`; null when it could not be had. Rejects only when `signal` aborts. */
  passages(gate: string, from: number, to: number, signal: AbortSignal): Promise<Passages | null>;
}

export type GateRow = WorkflowRow<GateFile>;
export type GateChoice = ShownChoice<GateField>;

/** Gates' modes, as keeper and desk see and set them. */
export interface GateModes {
  /** By the station's id; a gate whose mode nobody ever set has none. */
  readonly rows: Live<ReadonlyMap<string, GateRow>>;
  /** Appends a mode to this device's chain, against the version shown. Durable when it resolves; rejects when nobody is on duty. */
  set(gate: string, base: number, setting: GateSetting): Promise<void>;
  /** Appends a commander's choice. Durable when it resolves. */
  settle(gate: string, choice: GateChoice): Promise<void>;
}
