import type { CaseValues } from '../../domain/casework/case-file.ts';
import type { CaseChoice } from '../casework-ports.ts';

/** An officer moves a case on, against the version shown. */
export class CaseStepEvent extends CustomEvent<{
  readonly violation: string;
  readonly base: number;
  readonly changes: Partial<CaseValues>;
}> {
  static readonly type = 'hl-case-step';

  constructor(violation: string, base: number, changes: Partial<CaseValues>) {
    super(CaseStepEvent.type, { detail: { violation, base, changes }, bubbles: true, composed: true });
  }
}

/** A supervisor chooses among values that conflict. */
export class CaseSettleEvent extends CustomEvent<{ readonly violation: string; readonly choice: CaseChoice }> {
  static readonly type = 'hl-case-settle';

  constructor(violation: string, choice: CaseChoice) {
    super(CaseSettleEvent.type, { detail: { violation, choice }, bubbles: true, composed: true });
  }
}
