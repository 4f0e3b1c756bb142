import type { Rulebook } from '../domain/rulebook/rulebook.ts';
import { acts } from '../domain/shared/codes.ts';
import type { Rulebook as FirstRulebook } from './package.ts';

/** What the app of that time knew beside the file: which articles of the notice are about breaches that are no fire. */
const breachesThen: Rulebook['breaches'] = [
  { code: 'carrying-fire-source', article: 4 },
  { code: 'refusing-check', article: 4 },
  { code: 'guardian-failing', article: 6 },
  { code: 'manager-failing', article: 6 },
  { code: 'damaging-facilities', article: 10 },
  { code: 'occupying-facilities', article: 10 },
];

/** A rulebook of version 1 (one season, one zone, one exception) as the rules know it now: records made by it can be judged again. */
export function upgradeRulebook(first: FirstRulebook): Rulebook {
  const { v: _version, season, zone, exception, area, ...same } = first;
  const { baseLayer, ...belt } = zone;
  return {
    ...same,
    kind: 'notice',
    area: { name: area, outline: null },
    zones: [
      { ...belt, id: 'fire-zone', name: { zh: '禁火区', en: 'fire zone' }, base: [baseLayer], distance: 'unspecified' },
    ],
    periods: [{ ...season, id: 'fire-season', name: { zh: '防火期', en: 'fire season' }, tier: 'ban', every: 'year' }],
    bans: [{ what: 'every-act', zone: 'fire-zone', period: 'fire-season' }],
    acts: first.acts.map(({ code, article }) => ({ code, article, names: acts[code] })),
    breaches: breachesThen,
    exceptions: [{ ...exception, leastApprover: 'county', purposes: ['planned-burning'], suspendedBy: [] }],
    duties: [],
    checklists: [],
  };
}
