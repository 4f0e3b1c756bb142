import { describe, expect, it } from 'vitest';
import {
  civilDateAt,
  civilTimeAt,
  nextCivilMidnight,
  startOfCivilDate,
  yearlyDateIn,
} from '../../../src/domain/clock/civil-date.ts';

describe('civil time in Weihai', () => {
  it.each([
    ['2026-10-31T15:59:59.999Z', '2026-10-31', '23:59:59'],
    ['2026-10-31T16:00:00.000Z', '2026-11-01', '00:00:00'],
    ['2027-05-31T09:00:00-07:00', '2027-06-01', '00:00:00'],
    ['2024-02-28T16:00:00Z', '2024-02-29', '00:00:00'],
    ['2023-12-31T16:00:00Z', '2024-01-01', '00:00:00'],
    ['1970-01-01T00:00:00Z', '1970-01-01', '08:00:00'],
    ['2100-12-31T23:00:00Z', '2101-01-01', '07:00:00'],
  ])('at %s is %s, %s', (moment, date, time) => {
    expect(civilDateAt(Date.parse(moment))).toBe(date);
    expect(civilTimeAt(Date.parse(moment))).toBe(time);
  });

  it('begins a date at 16:00 UTC of the day before', () => {
    expect(startOfCivilDate('2027-11-01')).toBe(Date.parse('2027-10-31T16:00:00Z'));
  });

  it('comes to the next midnight, from a midnight a whole day later', () => {
    const midnight = startOfCivilDate('2027-05-31');
    expect(nextCivilMidnight(midnight - 1)).toBe(midnight);
    expect(nextCivilMidnight(midnight)).toBe(startOfCivilDate('2027-06-01'));
  });

  it.each([
    [2024, '02-29', '2024-02-29'],
    [2025, '02-29', '2025-02-28'],
    [2100, '02-29', '2100-02-28'],
    [2000, '02-29', '2000-02-29'],
    [2027, '05-31', '2027-05-31'],
  ])('puts in %i the yearly date %s on %s', (year, monthDay, date) => {
    expect(yearlyDateIn(year, monthDay)).toBe(date);
  });
});
