import type { GateSetting } from '../../domain/gate/gate-file.ts';
import type { GateChoice } from '../gate-ports.ts';

/** The desk sets a gate's mode, against the version shown. */
export class GateSetEvent extends CustomEvent<{
  readonly gate: string;
  readonly base: number;
  readonly setting: GateSetting;
}> {
  static readonly type = 'hl-gate-set';

  constructor(gate: string, base: number, setting: GateSetting) {
    super(GateSetEvent.type, { detail: { gate, base, setting }, bubbles: true, composed: true });
  }
}

/** A commander chooses among modes that conflict. */
export class GateSettleEvent extends CustomEvent<{ readonly gate: string; readonly choice: GateChoice }> {
  static readonly type = 'hl-gate-settle';

  constructor(gate: string, choice: GateChoice) {
    super(GateSettleEvent.type, { detail: { gate, choice }, bubbles: true, composed: true });
  }
}
