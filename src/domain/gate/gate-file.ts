import type { GateField, GateMode, GateModeReason } from '../shared/gate-codes.ts';
import { type Choice, settleClaims, whyNotChosen } from '../workflow/settle-claims.ts';
import { takeChanges, type Values } from '../workflow/take-changes.ts';
import { type Entry, type Origin, standingEntry, type WorkflowFile } from '../workflow/workflow-file.ts';

/** A mode, why it was set, and the number of the document that says so; empty where there is none. */
export interface GateSetting {
  readonly mode: GateMode;
  readonly because: GateModeReason;
  readonly document: string;
}

/** One setting as somebody said it. */
export type GateEntry = Omit<Entry, 'field' | 'value'> & { readonly field: GateField; readonly value: GateSetting };

/** Everything ever said about one gate's mode, in the order it arrived. Nothing in it disappears. */
export interface GateFile extends WorkflowFile<GateEntry> {
  readonly gate: string;
}

/** What one event says about a gate's mode. */
export type GateSaid =
  | {
      readonly kind: 'setting';
      readonly gate: string;
      readonly origin: Origin;
      readonly base: number;
      readonly setting: GateSetting;
    }
  | { readonly kind: 'settlement'; readonly gate: string; readonly settlement: Choice<GateField> };

/** Nobody has set a mode: everyone is registered, and nobody's word for it is shown. Two who set the same mode do not contradict each other. */
const gateValues: Values = {
  initial: { mode: null },
  isAlike: (one, other) => (one as GateSetting).mode === (other as GateSetting).mode,
};

/** Before anybody said anything. */
export function emptyGate(gate: string): GateFile {
  return { gate, version: 0, entries: [], settlements: [] };
}

/** Takes it into the gate's file: the hub as it arrives, a device over what it pulled for what is still its own. */
export function takeGateSaid(file: GateFile, said: GateSaid): GateFile {
  if (said.kind === 'settlement') return settleClaims(file, said.settlement, gateValues);
  const { origin, base, setting } = said;
  return takeChanges(file, { origin, base, changes: [{ field: 'mode', value: setting }] }, gateValues);
}

/** Why it cannot be used; null when it can. */
export function whyNotGateSaid(file: GateFile, said: GateSaid): 'unknown-choice' | null {
  return said.kind === 'settlement' ? whyNotChosen(file, said.settlement) : null;
}

/** Who set the mode that stands, and what; null while nobody did. */
export function gateSetting(file: GateFile): GateEntry | null {
  return standingEntry(file, 'mode');
}

/** The mode that stands: while nobody set any, everyone is registered. */
export function gateModeOf(file: GateFile | null | undefined): GateMode {
  return (file && gateSetting(file)?.value.mode) || 'registering';
}
