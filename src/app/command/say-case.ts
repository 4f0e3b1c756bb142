import { msg, str } from '@lit/localize';
import type { Deadline } from '../../domain/casework/case-deadlines.ts';
import type { CaseEntry, CaseValues } from '../../domain/casework/case-file.ts';
import { type CaseStep, caseDeadlineKinds, caseOutcomes, caseSteps } from '../../domain/shared/case-codes.ts';
import type { CaseRow } from '../casework-ports.ts';
import type { GateRow } from '../gate-ports.ts';
import { formatCivilDate } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import type { Person } from './people-of.ts';
import { sayPerson } from './say-person.ts';

/** What somebody said for one field of a case, in words. */
export function sayCaseValue(entry: Pick<CaseEntry, 'field' | 'value'>, people: ReadonlyMap<string, Person>): string {
  if (entry.field === 'officers') return sayOfficers(entry.value as CaseValues['officers'], people);
  if (entry.field === 'decision') return sayDecision(entry.value as CaseValues['decision']);
  const { step, on } = entry.value as CaseValues['status'];
  if (on === null) return sayTerm(caseSteps[step]);
  return msg(str`${sayTerm(caseSteps[step])} (on ${formatCivilDate(on, currentLanguage())})`);
}

export function sayOfficers(officers: CaseValues['officers'], people: ReadonlyMap<string, Person>): string {
  if (officers.length === 0) return msg('nobody yet');
  return officers
    .map(({ person, certificate }) => {
      const name = people.get(person)?.name ?? sayPerson(people, person);
      return certificate === '' ? name : msg(str`${name} (certificate ${certificate})`);
    })
    .join(currentLanguage() === 'zh' ? '、' : ', ');
}

export function sayDecision(decision: CaseValues['decision']): string {
  return decision === null ? msg('none yet') : sayTerm(caseOutcomes[decision]);
}

/** By when something has to be done, and how long that is. */
export function sayDeadline({ kind, by, daysLeft }: Deadline): string {
  const [what, date] = [sayTerm(caseDeadlineKinds[kind]), formatCivilDate(by, currentLanguage())];
  if (daysLeft < 0) return msg(str`${what}: ${date}, over for ${-daysLeft} days`);
  return daysLeft === 0 ? msg(str`${what}: today`) : msg(str`${what}: ${date}, ${daysLeft} days left`);
}

/** What an officer does to take a step. */
export function sayTaking(step: CaseStep): string {
  const words: Readonly<Record<CaseStep, string>> = {
    clue: '',
    declined: msg('Do not pursue'),
    opened: msg('Open a case'),
    investigated: msg('End the investigation'),
    informed: msg('Inform of facts and rights'),
    stated: msg('Note statement and defence'),
    hearing: msg('Note the hearing'),
    reviewed: msg('Note the legal review'),
    decided: msg('Enter the decision'),
    served: msg('Note the service'),
    closed: msg('Close the case'),
  };
  return words[step];
}

/** Whether a case or a gate waits for a supervisor's choice. */
export function isInConflict({ file }: CaseRow | GateRow): boolean {
  return file.entries.some(({ state }) => state === 'claim');
}
