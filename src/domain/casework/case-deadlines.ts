import { startOfCivilDate } from '../clock/civil-date.ts';
import type { CaseDeadline } from '../shared/case-codes.ts';
import { type CaseFile, stepDates, valuesOf } from './case-file.ts';
import { rankOf } from './case-order.ts';

/** What has to be done by the end of a civil date, with the article of 行政处罚法 it rests on, and how many days are left. */
export interface Deadline {
  readonly kind: CaseDeadline;
  readonly article: number;
  readonly by: string;
  /** Negative when it is over. */
  readonly daysLeft: number;
}

const dayMs = 86_400_000;
const decisionDays = 90;
const serviceWorkingDays = 7;

/**
 * What the law sets a day for, as the case stands. Days are civil dates in Weihai; the day something happened is not counted.
 *
 * | Step                        | Deadline                                        | Article |
 * |-----------------------------|-------------------------------------------------|---------|
 * | clue                        | limitation: two years after the act             | 36 |
 * | opened, before the decision | decision: 90 days after the case was opened     | 60 |
 * | decided                     | service: 7 working days after the decision      | 61 |
 *
 * Working days are Monday to Friday: whoever shows the day says that public holidays and shifted working days are not in it.
 */
export function caseDeadlines(file: CaseFile, actOn: string, today: string): readonly Deadline[] {
  const { step } = valuesOf(file).status;
  const dates = stepDates(file);
  const due = (kind: CaseDeadline, article: number, by: string): Deadline[] => [
    { kind, article, by, daysLeft: daysBetween(today, by) },
  ];
  if (step === 'clue') return due('limitation', 36, twoYearsAfter(actOn));
  if (step === 'decided' && dates.decided) return due('service', 61, addWorkingDays(dates.decided, serviceWorkingDays));
  const isUndecided = step !== 'declined' && rankOf(step) < rankOf('decided');
  return isUndecided && dates.opened ? due('decision', 60, addDays(dates.opened, decisionDays)) : [];
}

function daysBetween(from: string, to: string): number {
  return Math.round((startOfCivilDate(to) - startOfCivilDate(from)) / dayMs);
}

function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

function addWorkingDays(date: string, days: number): string {
  let [day, left] = [date, days];
  while (left > 0) {
    day = addDays(day, 1);
    if (isWorkingDay(day)) left -= 1;
  }
  return day;
}

function isWorkingDay(date: string): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

function twoYearsAfter(date: string): string {
  const year = String(Number(date.slice(0, 4)) + 2);
  return date.slice(5) === '02-29' ? `${year}-02-28` : `${year}${date.slice(4)}`;
}
