import { isSame, takeChanges, type Values } from '../workflow/take-changes.ts';
import { isKnown, type Origin } from '../workflow/workflow-file.ts';
import { type CaseEntry, type CaseFile, type CaseValues, initialCase, valuesOf } from './case-file.ts';
import { nextSteps } from './case-order.ts';

/** What one command wants changed, with the version its author had before him. */
export interface CaseCommand {
  readonly origin: Origin;
  readonly base: number;
  readonly changes: Partial<CaseValues>;
}

/** How values of a case are compared: only the very same is no conflict. */
export const caseValues: Values = { initial: { ...initialCase }, isAlike: () => false };

/** Takes a command into the case. The caller has asked `whyNotApplicable` first. */
export function applyCommand(file: CaseFile, { origin, base, changes }: CaseCommand): CaseFile {
  return takeChanges(file, { origin, base, changes: changesOf(changes) }, caseValues);
}

/** Why a command cannot be used: its step does not follow what its author had before him, or decides nothing. Null when it can. */
export function whyNotApplicable(file: CaseFile, command: CaseCommand): 'not-next-step' | null {
  const { status, decision } = command.changes;
  if (!status || isKnown(file, command.origin.event)) return null;
  if (status.step === 'decided' && !decision && valuesOf(file).decision === null) return 'not-next-step';
  const isFromElsewhere = command.base > file.version; // the hub was restored: what the author saw is not here
  if (isFromElsewhere || isSame(status, valuesOf(file).status)) return null;
  return nextSteps(seenStep(file, command)).includes(status.step) ? null : 'not-next-step';
}

function changesOf({ status, officers, decision }: Partial<CaseValues>): Pick<CaseEntry, 'field' | 'value'>[] {
  return [
    ...(officers ? [{ field: 'officers' as const, value: officers }] : []),
    ...(decision ? [{ field: 'decision' as const, value: decision }] : []),
    ...(status ? [{ field: 'status' as const, value: status }] : []),
  ];
}

/** The step the author had before him: the newest of his own, or of what stood at his `base`. */
function seenStep(file: CaseFile, { base, origin }: CaseCommand): CaseValues['status']['step'] {
  let seen: CaseValues['status']['step'] = 'clue';
  for (const entry of file.entries) {
    const isOwn = entry.chain === origin.chain && entry.state !== 'overruled';
    const stood = entry.stoodAt !== null && (entry.stoodAt <= base || entry.stoodBy === origin.chain);
    if (entry.field === 'status' && (isOwn || stood)) seen = entry.value.step;
  }
  return seen;
}
