import { describe, expect, it } from 'vitest';
import { applyCommand } from '../../../src/domain/casework/apply-command.ts';
import { caseDeadlines } from '../../../src/domain/casework/case-deadlines.ts';
import { emptyCase } from '../../../src/domain/casework/case-file.ts';
import type { CaseStep } from '../../../src/domain/shared/case-codes.ts';
import { aCommand, aStatus } from './support.ts';

const caseWith = (...steps: readonly (readonly [CaseStep, string])[]) =>
  steps
    .map(([step, on], index) => aCommand(`${index}`, 'a', index, { status: aStatus(step, on), decision: 'penalty' }))
    .reduce(applyCommand, emptyCase('v'));

describe('the days the law sets in a case', () => {
  it('of a clue: two years after the act', () => {
    expect(caseDeadlines(emptyCase('v'), '2027-01-15', '2027-01-16')).toEqual([
      { kind: 'limitation', article: 36, by: '2029-01-15', daysLeft: 730 },
    ]);
    expect(caseDeadlines(emptyCase('v'), '2028-02-29', '2028-03-01')[0]?.by).toBe('2030-02-28');
  });

  it('of an opened case: a decision within 90 days, until it is decided', () => {
    const opened = caseWith(['opened', '2027-01-15']);
    expect(caseDeadlines(opened, '2027-01-10', '2027-04-16')).toEqual([
      { kind: 'decision', article: 60, by: '2027-04-15', daysLeft: -1 },
    ]);
    const stated = caseWith(['opened', '2027-01-15'], ['investigated', '2027-01-20'], ['informed', '2027-01-21']);
    expect(caseDeadlines(stated, '2027-01-10', '2027-01-22')[0]).toMatchObject({ kind: 'decision', by: '2027-04-15' });
  });

  it('of a decision: served within seven working days, Saturdays and Sundays left out', () => {
    const decided = caseWith(
      ...(['opened', 'investigated', 'informed', 'stated', 'reviewed'] as const).map(
        (step) => [step, '2027-01-15'] as const,
      ),
      ['decided', '2027-03-04'],
    );
    // Thursday 4 March: Fri 5, Mon 8 … Fri 12 are six, Mon 15 is the seventh.
    expect(caseDeadlines(decided, '2027-01-10', '2027-03-05')).toEqual([
      { kind: 'service', article: 61, by: '2027-03-15', daysLeft: 10 },
    ]);
  });

  it('none once it is declined or closed', () => {
    expect(caseDeadlines(caseWith(['declined', '2027-01-15']), '2027-01-10', '2027-01-16')).toEqual([]);
    expect(
      caseDeadlines(caseWith(['opened', '2027-01-15'], ['closed', '2027-01-20']), '2027-01-10', '2027-01-21'),
    ).toEqual([]);
  });
});
