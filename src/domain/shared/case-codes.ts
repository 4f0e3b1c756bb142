import type { Term } from './codes.ts';

/**
 * The codes of cases, with their Chinese and English terms. Persisted, as those of `codes.ts`: add; never rename, never reuse.
 */

type Terms = Readonly<Record<string, Term>>;

/** The steps of a case, from the clue to the end. Legal status only moves forward. */
export const caseSteps = {
  clue: { zh: '违规线索', en: 'suspected violation' },
  declined: { zh: '不予立案', en: 'not pursued' },
  opened: { zh: '已立案', en: 'case opened' },
  investigated: { zh: '调查终结', en: 'investigated' },
  informed: { zh: '已告知', en: 'informed of facts and rights' },
  stated: { zh: '已陈述申辩', en: 'statement and defence heard' },
  hearing: { zh: '已听证', en: 'hearing held' },
  reviewed: { zh: '已法制审核', en: 'legally reviewed' },
  decided: { zh: '已作决定', en: 'decided' },
  served: { zh: '已送达', en: 'served' },
  closed: { zh: '已结案', en: 'case closed' },
} as const satisfies Terms;
export type CaseStep = keyof typeof caseSteps;

/** What a case was decided to be. */
export const caseOutcomes = {
  penalty: { zh: '行政处罚', en: 'penalty' },
  'no-penalty': { zh: '不予处罚', en: 'no penalty' },
  unfounded: { zh: '违法事实不成立', en: 'facts not established' },
  transferred: { zh: '移送其他机关', en: 'handed to another authority' },
} as const satisfies Terms;
export type CaseOutcome = keyof typeof caseOutcomes;

/** What several people may change of a case. */
export const caseFields = {
  status: { zh: '办理步骤', en: 'step' },
  officers: { zh: '承办人员', en: 'officers in charge' },
  decision: { zh: '处理决定', en: 'decision' },
} as const satisfies Terms;
export type CaseField = keyof typeof caseFields;

/** What has to be done by a day in a case. */
export const caseDeadlineKinds = {
  limitation: { zh: '追责时效届满', en: 'limitation' },
  decision: { zh: '作出决定期限', en: 'decision due' },
  service: { zh: '送达期限', en: 'service due' },
} as const satisfies Terms;
export type CaseDeadline = keyof typeof caseDeadlineKinds;
