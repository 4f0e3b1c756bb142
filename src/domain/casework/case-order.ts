import type { CaseStep } from '../shared/case-codes.ts';

/**
 * Which steps may follow one directly. A case may end early when nothing is left to pursue; a hearing is held only for what is large.
 *
 * | step         | may be followed by |
 * |--------------|--------------------|
 * | clue         | opened, declined |
 * | opened       | investigated, closed |
 * | investigated | informed, closed |
 * | informed     | stated |
 * | stated       | hearing, reviewed |
 * | hearing      | reviewed |
 * | reviewed     | decided |
 * | decided      | served |
 * | served       | closed |
 */
const followers: Readonly<Record<CaseStep, readonly CaseStep[]>> = {
  clue: ['opened', 'declined'],
  declined: [],
  opened: ['investigated', 'closed'],
  investigated: ['informed', 'closed'],
  informed: ['stated'],
  stated: ['hearing', 'reviewed'],
  hearing: ['reviewed'],
  reviewed: ['decided'],
  decided: ['served'],
  served: ['closed'],
  closed: [],
};

/** The steps that may be taken from here. */
export function nextSteps(step: CaseStep): readonly CaseStep[] {
  return followers[step];
}

/** Whether somebody is at it: the case was opened and has not come to its end. */
export function isPursued(step: CaseStep): boolean {
  return step !== 'clue' && nextSteps(step).length > 0;
}

/** How far a step is along the way. Opening a case and declining to are alternatives: equally far. */
export function rankOf(step: CaseStep): number {
  const ranks: Readonly<Record<CaseStep, number>> = {
    ...{ clue: 0, declined: 1, opened: 1, investigated: 2, informed: 3, stated: 4 },
    ...{ hearing: 5, reviewed: 6, decided: 7, served: 8, closed: 9 },
  };
  return ranks[step];
}
