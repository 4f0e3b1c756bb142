import { applyCommand, type CaseCommand, whyNotApplicable } from './apply-command.ts';
import type { CaseFile } from './case-file.ts';
import { type Settlement, settleConflict, whyNotSettled } from './settle-conflict.ts';

/** What one event says about the case of a suspected violation. */
export type CaseSaid =
  | { readonly kind: 'step'; readonly violation: string; readonly command: CaseCommand }
  | { readonly kind: 'settlement'; readonly violation: string; readonly settlement: Settlement };

/** Takes it into the case: the hub as it arrives, a desk over what it pulled for what is still its own. */
export function takeSaid(file: CaseFile, said: CaseSaid): CaseFile {
  return said.kind === 'step' ? applyCommand(file, said.command) : settleConflict(file, said.settlement);
}

/** Why it cannot be used; null when it can. */
export function whyNotTaken(file: CaseFile, said: CaseSaid): 'not-next-step' | 'unknown-choice' | null {
  return said.kind === 'step' ? whyNotApplicable(file, said.command) : whyNotSettled(file, said.settlement);
}
