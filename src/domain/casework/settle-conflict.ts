import type { CaseField } from '../shared/case-codes.ts';
import { type Choice, entryOf, settleClaims, whyNotChosen } from '../workflow/settle-claims.ts';
import { isKnown } from '../workflow/workflow-file.ts';
import { caseValues } from './apply-command.ts';
import { type CaseEntry, type CaseFile, valuesOf } from './case-file.ts';
import { rankOf } from './case-order.ts';

/** A supervisor's choice among what was said of one field of a case. */
export type Settlement = Choice<CaseField>;

/** Takes a supervisor's choice into the case. */
export function settleConflict(file: CaseFile, settlement: Settlement): CaseFile {
  return settleClaims(file, settlement, caseValues);
}

/** Why a settlement cannot be used; null when it can. A choice never takes the legal status back. */
export function whyNotSettled(file: CaseFile, settlement: Settlement): 'unknown-choice' | 'not-next-step' | null {
  const because = whyNotChosen(file, settlement);
  const { field, stands, origin } = settlement;
  if (because !== null || stands === null || isKnown(file, origin.event)) return because;
  const chosen = entryOf(file, field, stands);
  return chosen?.state === 'claim' && !mayStand(file, chosen) ? 'not-next-step' : null;
}

/** Whether a claim may come to stand: its step is not behind what stands. */
export function mayStand(file: CaseFile, claim: CaseEntry): boolean {
  return claim.field !== 'status' || rankOf(claim.value.step) >= rankOf(valuesOf(file).status.step);
}
