import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyCommand, type CaseCommand, whyNotApplicable } from '../../../src/domain/casework/apply-command.ts';
import { type CaseFile, emptyCase, stepDates, valuesOf } from '../../../src/domain/casework/case-file.ts';
import { nextSteps, rankOf } from '../../../src/domain/casework/case-order.ts';
import { caseSteps } from '../../../src/domain/shared/case-codes.ts';
import { codesOf } from '../../../src/domain/shared/codes.ts';
import { conflictsOf, openClaims, standingEntry } from '../../../src/domain/workflow/workflow-file.ts';
import { aCommand, aStatus } from './support.ts';

const apply = (commands: readonly CaseCommand[], file: CaseFile = emptyCase('v')) =>
  commands.reduce(applyCommand, file);
const officer = (person: string) => [{ person, certificate: '37100012' }];

describe('a command to a case', () => {
  it('stands when its author knew what it changes', () => {
    const file = apply([aCommand('1', 'a', 0, { status: aStatus('opened') })]);
    expect(valuesOf(file).status).toEqual({ step: 'opened', on: '2027-01-15' });
    expect(file.version).toBe(1);
  });

  it('goes beside another on the same base that changes another field: both stand', () => {
    const file = apply([
      aCommand('1', 'a', 0, { status: aStatus('opened') }),
      aCommand('2', 'b', 0, { officers: officer('b') }),
    ]);
    expect(valuesOf(file)).toMatchObject({ status: { step: 'opened' }, officers: officer('b') });
    expect(conflictsOf(file)).toEqual([]);
  });

  it('on the same base and field is kept as a claim beside what stands', () => {
    const file = apply([
      aCommand('1', 'a', 0, { status: aStatus('opened') }),
      aCommand('2', 'b', 0, { status: aStatus('declined') }),
    ]);
    expect(valuesOf(file).status.step).toBe('opened');
    expect(openClaims(file, 'status').map(({ event }) => event)).toEqual(['2']);
  });

  it('that says what stands already is no conflict, and is kept', () => {
    const same = { status: aStatus('opened') };
    const file = apply([aCommand('1', 'a', 0, same), aCommand('2', 'b', 0, same)]);
    expect(conflictsOf(file)).toEqual([]);
    expect(file.entries.map(({ state }) => state)).toEqual(['stands', 'agreed']);
  });

  it('follows its own chain through several steps on one base', () => {
    const file = apply([
      aCommand('1', 'a', 0, { status: aStatus('opened', '2027-01-15') }),
      aCommand('2', 'a', 0, { status: aStatus('investigated', '2027-01-18') }),
    ]);
    expect(stepDates(file)).toEqual({ opened: '2027-01-15', investigated: '2027-01-18' });
  });

  it('built on a claim of its own is a claim too, though nothing has changed since its base', () => {
    const file = apply([
      aCommand('1', 'b', 0, { status: aStatus('declined') }),
      aCommand('2', 'a', 0, { status: aStatus('opened') }),
      aCommand('3', 'a', 1, { status: aStatus('investigated') }),
    ]);
    expect(valuesOf(file).status.step).toBe('declined');
    expect(openClaims(file, 'status').map(({ event }) => event)).toEqual(['2', '3']);
  });

  it('on a base the hub does not know, as after a restore, is a claim', () => {
    const file = apply([aCommand('1', 'a', 7, { officers: officer('a') })]);
    expect(openClaims(file, 'officers')).toHaveLength(1);
    expect(standingEntry(file, 'officers')).toBeNull();
  });

  it('repeated changes nothing', () => {
    const command = aCommand('1', 'a', 0, { status: aStatus('opened') });
    const once = apply([command]);
    expect(applyCommand(once, command)).toBe(once);
  });
});

describe('the way of a case', () => {
  it.each(codesOf(caseSteps))('goes only forward from %s', (step) => {
    for (const next of nextSteps(step)) expect(rankOf(next)).toBeGreaterThan(rankOf(step));
  });

  it.each([
    ['opened', 'clue', 'not-next-step'],
    ['opened', 'decided', 'not-next-step'],
    ['opened', 'declined', 'not-next-step'],
    ['opened', 'investigated', null],
  ] as const)('from %s to %s: %s', (from, to, why) => {
    const file = apply([aCommand('1', 'a', 0, { status: aStatus(from) })]);
    expect(whyNotApplicable(file, aCommand('2', 'b', 1, { status: aStatus(to) }))).toBe(why);
  });

  it('takes no decision that decides nothing', () => {
    const steps = ['opened', 'investigated', 'informed', 'stated', 'reviewed'] as const;
    const file = apply(steps.map((step, index) => aCommand(step, 'a', index, { status: aStatus(step) })));
    const decided = { status: aStatus('decided') };
    expect(whyNotApplicable(file, aCommand('x', 'a', 5, decided))).toBe('not-next-step');
    expect(whyNotApplicable(file, aCommand('x', 'a', 5, { ...decided, decision: 'penalty' }))).toBeNull();
  });

  it('is judged by what the author of a stale command had before him', () => {
    const file = apply([
      aCommand('1', 'a', 0, { status: aStatus('opened') }),
      aCommand('2', 'a', 1, { status: aStatus('investigated') }),
    ]);
    expect(whyNotApplicable(file, aCommand('3', 'b', 0, { status: aStatus('declined') }))).toBeNull();
    expect(whyNotApplicable(file, aCommand('3', 'b', 0, { status: aStatus('closed') }))).toBe('not-next-step');
  });
});

/** Two or three desks offline, each with its own commands on the empty case. */
const desks = fc.array(
  fc.array(
    fc.oneof(
      fc.record({
        status: fc.constantFrom('opened', 'declined', 'investigated').map((step) => aStatus(step as 'opened')),
      }),
      fc.record({ officers: fc.constantFrom('x', 'y', 'z').map(officer) }),
      fc.record({ decision: fc.constantFrom('penalty' as const, 'unfounded' as const) }),
    ),
    { minLength: 1, maxLength: 4 },
  ),
  { minLength: 2, maxLength: 3 },
);

describe('commands of several desks, in any order of arrival (I16)', () => {
  const arrivals = desks.chain((changes) => {
    const lines = changes.map((line, desk) =>
      line.map((change, nth) => aCommand(`${desk}-${nth}`, `d${desk}`, 0, change)),
    );
    const order = lines.flatMap((line, desk) => line.map(() => desk));
    return fc.shuffledSubarray(order, { minLength: order.length }).map((turns) => {
      const waiting = lines.map((line) => [...line]);
      return turns.map((desk) => waiting[desk]?.shift()).filter((command) => command !== undefined);
    });
  });

  it('lose no value, and overwrite nothing its author had not seen', () => {
    fc.assert(
      fc.property(arrivals, (commands) => {
        const file = apply(commands);
        for (const { origin, changes } of commands) {
          for (const [field, value] of Object.entries(changes)) {
            const kept = file.entries.find((entry) => entry.event === origin.event && entry.field === field);
            expect(kept?.value).toEqual(value);
          }
        }
        for (const field of ['status', 'officers', 'decision'] as const) {
          const chains = new Set(
            file.entries.filter((entry) => entry.field === field && entry.stoodAt !== null).map(({ chain }) => chain),
          );
          expect(chains.size).toBeLessThanOrEqual(1); // all wrote on the empty case: nobody may go over another
          const said = new Set(file.entries.filter((entry) => entry.field === field).map(({ chain }) => chain));
          const shown = new Set(
            file.entries.filter((entry) => entry.field === field && entry.state !== 'past').map(({ chain }) => chain),
          );
          expect(shown).toEqual(said); // everybody who said something is still seen to have said it
        }
      }),
      { numRuns: 300 },
    );
  });

  it('come to the same case when all of it arrives twice', () => {
    fc.assert(
      fc.property(arrivals, (commands) => {
        expect(apply([...commands, ...commands])).toEqual(apply(commands));
      }),
      { numRuns: 100 },
    );
  });
});
