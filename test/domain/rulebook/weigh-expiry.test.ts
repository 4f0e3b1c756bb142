import { expect, it } from 'vitest';
import { weighExpiry } from '../../../src/domain/rulebook/weigh-expiry.ts';
import { aRulebook } from '../../support/builders.ts';

it.each([
  ['2022-11-01', null],
  ['2026-10-31', null],
  ['2026-11-01', { kind: 'ending', lastOn: '2027-10-31', daysLeft: 364 }],
  ['2027-01-01', { kind: 'ending', lastOn: '2027-10-31', daysLeft: 303 }],
  ['2027-10-30', { kind: 'ending', lastOn: '2027-10-31', daysLeft: 1 }],
  ['2027-10-31', { kind: 'ending', lastOn: '2027-10-31', daysLeft: 0 }],
  ['2027-11-01', { kind: 'ended', lastOn: '2027-10-31' }],
])('of the notice on %s there is to announce %o', (date, expiry) => {
  expect(weighExpiry(aRulebook(), date)).toEqual(expiry);
});

it.each([
  ['2024-02-29', '2023-02-28', null],
  ['2024-02-29', '2023-03-01', { kind: 'ending', lastOn: '2024-02-29', daysLeft: 365 }],
  [null, '2099-01-01', null],
])('of a rulebook that expires on %s, on %s: %o', (expiresOn, date, expiry) => {
  expect(weighExpiry({ expiresOn }, date)).toEqual(expiry);
});
