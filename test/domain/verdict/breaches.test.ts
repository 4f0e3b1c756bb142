import { expect, it } from 'vitest';
import { judgeAct } from '../../../src/domain/verdict/judge-act.ts';
import { aFix, aNow, aRulebook, aZoneSet } from '../../support/builders.ts';

const judge = (conduct: Parameters<typeof judgeAct>[0], now = aNow()) =>
  judgeAct(conduct, aFix(), now, [aRulebook()], [aZoneSet()]);

it.each([
  ['smoking', [1, 2, 3]],
  [null, [1, 2, 3]],
  ['carrying-fire-source', [1, 2, 4]],
  ['refusing-check', [1, 2, 4]],
  ['guardian-failing', [1, 2, 6]],
  ['manager-failing', [1, 2, 6]],
  ['damaging-facilities', [1, 2, 10]],
  ['occupying-facilities', [1, 2, 10]],
] as const)('%s in the zone is judged by its own article', (conduct, articles) => {
  expect(judge(conduct)).toMatchObject({ kind: 'banned', articles });
});

it('cites no article of a breach where the season does not run', () => {
  const verdict = judge('refusing-check', aNow('2026-07-01T10:00:00+08:00'));
  expect(verdict).toMatchObject({ kind: 'clear', articles: [1] });
});

it('knows no ban on going in where no order makes one', () => {
  expect(judge('entering-unapproved')).toMatchObject({ kind: 'clear', reason: 'not-in-force', articles: [] });
});
