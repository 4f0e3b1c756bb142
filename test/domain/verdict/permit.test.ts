import { describe, expect, it } from 'vitest';
import type { Act } from '../../../src/domain/shared/codes.ts';
import type { Fix } from '../../../src/domain/shared/fix.ts';
import { judgeAct } from '../../../src/domain/verdict/judge-act.ts';
import { aBox, aFix, aNow, aPermit, aRulebook, aZoneSet } from '../../support/builders.ts';
import { east } from '../../support/east.ts';

const rulebook = aRulebook();
const zones = aZoneSet();
const inForest = aFix();
const winter = '2027-01-15T10:00:00+08:00';

describe('a permit', () => {
  const burn = aPermit();
  const judgeWith = (act: Act | null, fix: Fix | null, time = winter, permits = [burn]) =>
    judgeAct(act, fix, aNow(time), [rulebook], [zones], permits);

  it('permits its act in its place and time, citing the exception too', () => {
    expect(judgeWith('clearing-burn', inForest)).toMatchObject({
      kind: 'permitted',
      permit: 'burn-1',
      articles: [1, 2, 3],
    });
    const elsewhere = aRulebook({ exceptions: rulebook.exceptions.map((each) => ({ ...each, article: 7 })) });
    expect(judgeAct('clearing-burn', inForest, aNow(), [elsewhere], [zones], [burn]).articles).toEqual([1, 2, 3, 7]);
  });

  it.each([
    ['another act', 'smoking', inForest, winter],
    ['any fire at all', null, inForest, winter],
    ['a minute too early', 'clearing-burn', inForest, '2027-01-15T07:59:00+08:00'],
    ['a minute too late', 'clearing-burn', inForest, '2027-01-15T18:00:00+08:00'],
    ['200 m beside its area', 'clearing-burn', aFix({ lon: 122.0175 }), winter],
  ] as const)('does not permit %s', (_, act, fix, time) => {
    expect(judgeWith(act, fix, time).kind).toBe('banned');
  });

  it('leaves it unsure where the error circle crosses the border of its area', () => {
    const verdict = judgeWith('clearing-burn', aFix({ lon: 122.01495, accuracyMeters: 10 }));
    expect(verdict).toMatchObject({ kind: 'unsure', reason: 'near-boundary' });
    expect((verdict as { settleMeters: number }).settleMeters).toBeCloseTo(11.8, 0);
  });

  it('settles what the zone leaves unsure, for inside or out the act may be done', () => {
    const wide = { ...burn, area: aBox(121.99, 37.19, 122.05, 37.23) };
    expect(judgeWith('clearing-burn', east(500), winter, []).kind).toBe('unsure');
    expect(judgeWith('clearing-burn', east(500), winter, [wide]).kind).toBe('permitted');
  });

  it('is not needed outside the zone or the season', () => {
    expect(judgeWith('clearing-burn', east(3000)).reason).toBe('outside-zone');
  });

  it('of several that cover is the first, whichever else does not', () => {
    const other = { ...burn, id: 'other', acts: ['smoking'] as const };
    expect(judgeWith('clearing-burn', inForest, winter, [other, burn])).toMatchObject({ permit: 'burn-1' });
  });
});
