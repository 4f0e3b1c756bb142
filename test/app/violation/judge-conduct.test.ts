import { expect, it } from 'vitest';
import { judgeConduct } from '../../../src/app/violation/judge-conduct.ts';
import { maskIdNumber } from '../../../src/app/violation/mask-id-number.ts';
import { aFix, aNow, aRulebook, aZoneSet } from '../../support/builders.ts';

const packages = { rulebook: aRulebook(), zones: aZoneSet() };

it.each([
  ['smoking', [1, 2, 3]],
  [null, [1, 2, 3]],
  ['refusing-check', [1, 2, 4]],
  ['guardian-failing', [1, 2, 6]],
  ['occupying-facilities', [1, 2, 10]],
] as const)('%s in the zone is judged by its own article', (conduct, articles) => {
  expect(judgeConduct(conduct, aFix(), aNow(), packages)).toMatchObject({ kind: 'banned', articles });
});

it('cites no article of a breach where the season does not run', () => {
  const now = aNow('2026-07-01T10:00:00+08:00');
  expect(judgeConduct('refusing-check', aFix(), now, packages)).toMatchObject({ kind: 'clear', articles: [1] });
});

it('shows the last four characters of an ID and no more', () => {
  expect(maskIdNumber('371002196503124417')).toBe('····4417');
  expect(maskIdNumber('  ')).toBe('');
});
