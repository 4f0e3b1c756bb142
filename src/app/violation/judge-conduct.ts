import { type Act, acts, type Breach } from '../../domain/shared/codes.ts';
import type { Fix } from '../../domain/shared/fix.ts';
import { judgeAct } from '../../domain/verdict/judge-act.ts';
import type { Now, Verdict } from '../../domain/verdict/verdict.ts';
import type { ActivePackages } from '../ports.ts';

/** The articles of 威政发〔2022〕19号 behind the breaches that are no fire. */
const breachArticles: Readonly<Record<Breach, number>> = {
  'carrying-fire-source': 4,
  'refusing-check': 4,
  'guardian-failing': 6,
  'manager-failing': 6,
  'damaging-facilities': 10,
  'occupying-facilities': 10,
};

/**
 * What the rules say where and when something was seen. For a breach that is no fire: what they say of fire there, with
 * the breach's own article in place of those on fire.
 */
export function judgeConduct(
  conduct: Act | Breach | null,
  fix: Fix | null,
  now: Now,
  { rulebook, zones }: Pick<ActivePackages, 'rulebook' | 'zones'>,
): Verdict {
  if (conduct === null || isAct(conduct)) return judgeAct(conduct, fix, now, rulebook, zones);
  const verdict = judgeAct(null, fix, now, rulebook, zones);
  if (verdict.articles.length < 2) return verdict;
  const fireArticles = new Set(rulebook.acts.map(({ article }) => article));
  const others = verdict.articles.filter((article) => !fireArticles.has(article));
  return { ...verdict, articles: [...others, breachArticles[conduct]].sort((one, other) => one - other) };
}

/** What a record keeps of its verdict, and the documents it cites. */
export function judgedBy({ kind, reason, articles }: Verdict, active: ActivePackages) {
  const { rulebookCitation, zonesCitation } = active;
  return { verdict: { kind, reason, articles: [...articles] }, rulebook: rulebookCitation, zones: zonesCitation };
}

function isAct(conduct: Act | Breach): conduct is Act {
  return Object.hasOwn(acts, conduct);
}
