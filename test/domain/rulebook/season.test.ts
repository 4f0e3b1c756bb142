import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInForce, isInSeason, nextSeasonFrom, seasonOn } from '../../../src/domain/rulebook/season.ts';
import { aRulebook, aRulebookWith } from '../../support/builders.ts';

const notice = aRulebook();
/** The high-tech zone's notice runs until 30 June; a summer season stays within one year. */
const summer = aRulebookWith({ from: '06-15', to: '08-20' });
const leapEnd = aRulebookWith({ from: '12-01', to: '02-29' });
const midSeason = aRulebook({ inForceOn: '2023-03-10', expiresOn: '2025-02-10' });

describe('the season', () => {
  it.each([
    [notice, '2022-11-01', '2022-11-01', '2023-05-31'],
    [notice, '2023-12-31', '2023-11-01', '2024-05-31'],
    [notice, '2024-01-01', '2023-11-01', '2024-05-31'],
    [notice, '2024-02-29', '2023-11-01', '2024-05-31'],
    [notice, '2027-05-31', '2026-11-01', '2027-05-31'],
    [summer, '2023-06-15', '2023-06-15', '2023-08-20'],
    [summer, '2023-08-20', '2023-06-15', '2023-08-20'],
    [leapEnd, '2024-02-29', '2023-12-01', '2024-02-29'],
    [leapEnd, '2025-02-28', '2024-12-01', '2025-02-28'],
    [midSeason, '2023-03-10', '2023-03-10', '2023-05-31'],
    [midSeason, '2025-02-10', '2024-11-01', '2025-02-10'],
  ])('of %o on %s runs from %s to %s', (rulebook, date, fromOn, toOn) => {
    expect(seasonOn(rulebook, date)).toEqual({ fromOn, toOn });
  });

  it.each([
    [notice, '2022-10-31'],
    [notice, '2023-06-01'],
    [notice, '2023-10-31'],
    [notice, '2027-11-01'],
    [summer, '2023-06-14'],
    [summer, '2023-08-21'],
    [leapEnd, '2025-03-01'],
    [midSeason, '2023-03-09'],
    [midSeason, '2025-02-11'],
  ])('of %o does not run on %s', (rulebook, date) => {
    expect(isInSeason(rulebook, date)).toBe(false);
  });

  it.each([
    [notice, '2020-01-01', '2022-11-01'],
    [notice, '2022-10-31', '2022-11-01'],
    [notice, '2022-11-01', '2023-11-01'],
    [notice, '2026-10-31', '2026-11-01'],
    [notice, '2026-11-01', null],
    [notice, '2027-11-01', null],
    [midSeason, '2023-01-01', '2023-03-10'],
  ])('next begins for %o after %s on %s', (rulebook, date, from) => {
    expect(nextSeasonFrom(rulebook, date)).toBe(from);
  });

  it.each([
    ['2022-10-31', false],
    ['2022-11-01', true],
    ['2027-10-31', true],
    ['2027-11-01', false],
  ])('finds the notice in force on %s: %s', (date, inForce) => {
    expect(isInForce(notice, date)).toBe(inForce);
  });

  it('holds on a date exactly when month and day and the days in force say so', () => {
    const date = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(date, (moment) => {
        const day = moment.toISOString().slice(0, 10);
        const isWinter = day.slice(5) >= '11-01' || day.slice(5) <= '05-31';
        expect(isInSeason(notice, day)).toBe(isWinter && day >= '2022-11-01' && day <= '2027-10-31');
      }),
    );
  });
});
