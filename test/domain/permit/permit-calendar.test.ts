import { describe, expect, it } from 'vitest';
import { bansUnderPermit } from '../../../src/domain/permit/bans-under-permit.ts';
import type { Permit } from '../../../src/domain/permit/permit.ts';
import { permitCalendar } from '../../../src/domain/permit/permit-calendar.ts';
import type { Rulebook } from '../../../src/domain/rulebook/rulebook.ts';
import { aBox, aPermit, aRulebook, aZoneSet } from '../../support/builders.ts';

const notice = aRulebook();
const zones = [aZoneSet()];
const [season] = notice.periods;
if (!season) throw new Error('the notice has a period');

/** The notice with a stricter time from 10 to 20 March in which no permit lifts anything. */
const withHighRisk: Rulebook = {
  ...{ ...notice, id: 'with-high-risk' },
  periods: [season, { ...season, id: 'high', tier: 'high-risk', from: '03-10', to: '03-20' }],
  bans: [...notice.bans, { what: 'every-act', zone: 'fire-zone', period: 'high' }],
  exceptions: notice.exceptions.map((each) => ({ ...each, suspendedBy: ['high-risk'] })),
};

/** No fire at all in a drawn area from 1 to 5 February. */
const order: Rulebook = {
  ...{ ...notice, id: 'order', kind: 'order', exceptions: [] },
  area: { name: { zh: '示例', en: 'example' }, outline: [aBox(122, 37.2, 122.02, 37.22)] },
  periods: [{ ...season, every: 'once', from: '2027-02-01', to: '2027-02-05' }],
  zones: notice.zones.map((zone) => ({ ...zone, base: [], exclusions: [] })),
};

const whatIs = (permit: Permit, ...rulebooks: Rulebook[]) => {
  const met = bansUnderPermit(permit, rulebooks, zones);
  const days = permitCalendar(permit, met).map(
    ({ conducts, fromOn, toOn, state }) => `${conducts.join('+')} ${fromOn}/${toOn} ${state}`,
  );
  const because = met.map(({ admission }) => (admission.isAdmitted ? 'lifted' : admission.because));
  return { days, because, where: met.map(({ where }) => where) };
};

describe('what a permit does on each of its days', () => {
  it('is to lift the notice’s ban when a county approved planned burning', () => {
    const { days, because, where } = whatIs(aPermit({ acts: ['clearing-burn', 'crop-burning'] }), notice);
    expect(days).toEqual(['clearing-burn+crop-burning 2027-01-15/2027-01-15 lifted']);
    expect(because).toEqual(['lifted', 'lifted']);
    expect(where).toEqual(['whole', 'whole']);
  });

  it.each([
    ['a township approved it', { approver: { name: '镇人民政府', level: 'township' } }, 'approver-too-low'],
    ['it is for works', { purpose: 'works', acts: ['welding'] }, 'wrong-purpose'],
  ] as const)('is nothing when %s, and it is said why', (_, changes, because) => {
    const said = whatIs(aPermit(changes), notice);
    expect(said.because).toEqual([because]);
    expect(said.days[0]).toMatch(/ banned$/);
  });

  it('names the level the rulebook asks for', () => {
    const low = aPermit({ approver: { name: '镇人民政府', level: 'township' } });
    expect(bansUnderPermit(low, [notice], zones)[0]?.admission.exception?.leastApprover).toBe('county');
  });

  it('ends for the days of a high-risk period that suspends it, and goes on after', () => {
    const { days, because } = whatIs(aPermit({ fromOn: '2027-03-08', toOn: '2027-03-22' }), withHighRisk);
    expect(days).toEqual([
      'clearing-burn 2027-03-08/2027-03-09 lifted',
      'clearing-burn 2027-03-10/2027-03-20 banned',
      'clearing-burn 2027-03-21/2027-03-22 lifted',
    ]);
    expect(because).toEqual(['lifted', 'suspended']);
  });

  it('ends for the days of an order that knows no exception', () => {
    const { days, because } = whatIs(aPermit({ fromOn: '2027-01-31', toOn: '2027-02-06' }), notice, order);
    expect(days.map((line) => line.split(' ').slice(1).join(' '))).toEqual([
      '2027-01-31/2027-01-31 lifted',
      '2027-02-01/2027-02-05 banned',
      '2027-02-06/2027-02-06 lifted',
    ]);
    expect(because).toEqual(['lifted', 'no-exception']);
  });

  it('is needed for nothing outside the season or far from any forest', () => {
    expect(whatIs(aPermit({ fromOn: '2027-05-31', toOn: '2027-06-01' }), notice).days).toEqual([
      'clearing-burn 2027-05-31/2027-05-31 lifted',
      'clearing-burn 2027-06-01/2027-06-01 free',
    ]);
    const far = aPermit({ area: aBox(122.1, 37.3, 122.101, 37.301) });
    expect(whatIs(far, notice)).toEqual({
      days: ['clearing-burn 2027-01-15/2027-01-15 free'],
      because: [],
      where: [],
    });
  });

  it('says when only part of its area lies in the zone, and when the zone data does not tell', () => {
    expect(whatIs(aPermit({ area: aBox(122.02, 37.205, 122.035, 37.21) }), notice).where).toEqual(['part']);
    expect(whatIs(aPermit({ area: aBox(122.5, 37.205, 122.51, 37.21) }), notice).where).toEqual(['unknown']);
  });
});
