import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyCommand } from '../../../src/domain/casework/apply-command.ts';
import { type CaseFile, emptyCase, stepDates, valuesOf } from '../../../src/domain/casework/case-file.ts';
import {
  mayStand,
  type Settlement,
  settleConflict,
  whyNotSettled,
} from '../../../src/domain/casework/settle-conflict.ts';
import { conflictsOf, openClaims, standingEntry } from '../../../src/domain/workflow/workflow-file.ts';
import { aCommand, anOrigin, aStatus } from './support.ts';

const settlement = (name: string, stands: string | null, over: readonly string[]): Settlement => ({
  ...{ origin: anOrigin(name, 'supervisor'), field: 'status', stands, over },
});

/** Desk b declined; desk a, offline, opened the case and investigated. */
function aConflict(): CaseFile {
  return [
    aCommand('declined', 'b', 0, { status: aStatus('declined', '2027-01-14') }),
    aCommand('opened', 'a', 0, { status: aStatus('opened', '2027-01-15') }),
    aCommand('investigated', 'a', 0, { status: aStatus('investigated', '2027-01-18') }),
  ].reduce(applyCommand, emptyCase('v'));
}

describe("a supervisor's choice", () => {
  it('for a claim makes it stand with the steps before it, and overrules what stood', () => {
    const file = settleConflict(aConflict(), settlement('s', 'investigated', ['declined', 'opened']));
    expect(valuesOf(file).status.step).toBe('investigated');
    expect(stepDates(file)).toEqual({ opened: '2027-01-15', investigated: '2027-01-18' });
    expect(conflictsOf(file)).toEqual([]);
    expect(file.entries.map(({ event, state }) => `${event} ${state}`)).toEqual([
      'declined overruled',
      'opened past',
      'investigated stands',
    ]);
  });

  it('for what stands overrules the claims and keeps them in sight', () => {
    const file = settleConflict(aConflict(), settlement('s', 'declined', ['opened', 'investigated']));
    expect(valuesOf(file).status.step).toBe('declined');
    expect(file.entries).toHaveLength(3);
    expect(conflictsOf(file)).toEqual([]);
  });

  it('leaves open what it had not seen', () => {
    const more = applyCommand(aConflict(), aCommand('late', 'c', 0, { status: aStatus('opened', '2027-01-16') }));
    const file = settleConflict(more, settlement('s', 'declined', ['opened', 'investigated']));
    expect(openClaims(file, 'status').map(({ event }) => event)).toEqual(['late']);
  });

  it('against another that was first is shown as a conflict again', () => {
    const first = settleConflict(aConflict(), settlement('s1', 'declined', ['opened', 'investigated']));
    const second = { ...settlement('s2', 'investigated', ['declined', 'opened']), origin: anOrigin('s2', 'other') };
    const file = settleConflict(first, second);
    expect(valuesOf(file).status.step).toBe('declined');
    expect(openClaims(file, 'status').map(({ event, value }) => [event, value])).toEqual([
      ['s2', aStatus('investigated', '2027-01-18')],
    ]);
  });

  it('for one claim over another that a second supervisor chose unseen leaves it open', () => {
    const three = [
      aCommand('declined', 'b', 0, { status: aStatus('declined', '2027-01-14') }),
      aCommand('opened', 'a', 0, { status: aStatus('opened', '2027-01-15') }),
      aCommand('later', 'c', 0, { status: aStatus('opened', '2027-01-16') }),
    ].reduce(applyCommand, emptyCase('v'));
    const one = settlement('s1', 'opened', ['declined']); // had not heard of `later`
    const other = { ...settlement('s2', 'later', ['declined', 'opened']), origin: anOrigin('s2', 'other') };
    const file = [one, other].reduce(settleConflict, three);
    expect(valuesOf(file).status).toEqual(aStatus('opened', '2027-01-15'));
    expect(openClaims(file, 'status').map(({ event }) => event)).toEqual(['later']);
    const settled = settleConflict(file, settlement('s3', 'later', ['opened']));
    expect(valuesOf(settled).status).toEqual(aStatus('opened', '2027-01-16'));
    expect(conflictsOf(settled)).toEqual([]);
  });

  it('for what stood before anybody spoke, unseen by another who chose, is shown as a conflict too', () => {
    const unknown = [
      aCommand('opened', 'a', 9, { status: aStatus('opened', '2027-01-15') }),
      aCommand('declined', 'b', 9, { status: aStatus('declined', '2027-01-14') }),
    ].reduce(applyCommand, emptyCase('v'));
    const nothing = { ...settlement('s2', null, ['opened', 'declined']), origin: anOrigin('s2', 'other') };
    const file = [settlement('s1', 'opened', ['declined']), nothing].reduce(settleConflict, unknown);
    expect(valuesOf(file).status.step).toBe('opened');
    expect(openClaims(file, 'status').map(({ event }) => event)).toEqual(['s2']);
  });

  it('never takes the status back', () => {
    const ahead = [
      aCommand('1', 'b', 0, { status: aStatus('opened') }),
      aCommand('2', 'b', 1, { status: aStatus('investigated') }),
      aCommand('3', 'a', 0, { status: aStatus('declined') }),
    ].reduce(applyCommand, emptyCase('v'));
    const claim = openClaims(ahead, 'status')[0];
    expect(claim && mayStand(ahead, claim)).toBe(false);
    expect(whyNotSettled(ahead, settlement('s', '3', ['2']))).toBe('not-next-step');
    expect(whyNotSettled(ahead, settlement('s', '2', ['3']))).toBeNull();
  });

  it('of what nobody said is not taken', () => {
    expect(whyNotSettled(aConflict(), settlement('s', 'nothing', ['declined']))).toBe('unknown-choice');
    expect(whyNotSettled(aConflict(), settlement('s', 'declined', []))).toBe('unknown-choice');
  });

  it('repeated changes nothing', () => {
    const once = settleConflict(aConflict(), settlement('s', 'declined', ['opened', 'investigated']));
    expect(settleConflict(once, settlement('s', 'declined', ['opened', 'investigated']))).toBe(once);
  });

  it('by two supervisors in either order loses neither choice (I16)', () => {
    const choice = fc.constantFrom('declined', 'opened', 'investigated');
    fc.assert(
      fc.property(choice, choice, (a, b) => {
        const rest = (stands: string) => ['declined', 'opened', 'investigated'].filter((event) => event !== stands);
        const [one, other] = [a, b].map((stands, index) => ({
          ...settlement(`s${index}`, stands, rest(stands)),
          origin: anOrigin(`s${index}`, `supervisor ${index}`),
        }));
        if (!one || !other) return;
        for (const order of [
          [one, other],
          [other, one],
        ]) {
          const file = order.reduce(settleConflict, aConflict());
          expect(file.settlements.map(({ event }) => event).toSorted()).toEqual(['s0', 's1']);
          const first = order[0]?.stands;
          expect(standingEntry(file, 'status')?.event).toBe(first);
          expect(openClaims(file, 'status').length > 0).toBe(a !== b);
        }
      }),
    );
  });
});
