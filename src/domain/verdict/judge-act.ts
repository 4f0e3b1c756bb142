import type { Permit } from '../permit/permit.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { Act, Breach } from '../shared/codes.ts';
import type { Fix } from '../shared/fix.ts';
import type { ZoneSet } from '../zone/zone-set.ts';
import type { Weighed } from './judge-ban.ts';
import { judgeByRulebook } from './judge-by-rulebook.ts';
import { mergeFindings } from './merge-findings.ts';
import type { Question } from './question.ts';
import { compareFindings } from './strictest.ts';
import type { Now, Ruling, Verdict } from './verdict.ts';

/**
 * What the rules say about one act or breach (null: any outdoor fire) at one place and moment, by every rulebook in use, all
 * zone packages and the permits known here. The strictest rulebook speaks, and every one that applies is cited.
 *
 * | Any banned? | Any unsure? | Any permitted? | Verdict                                                     |
 * |-------------|-------------|----------------|-------------------------------------------------------------|
 * | yes         | –           | –              | banned, to the last day that one of them bans without a gap |
 * | no          | yes         | –              | unsure, for what takes most to settle                       |
 * | no          | no          | yes            | permitted                                                   |
 * | no          | no          | no             | clear, for the reason nearest to a ban                      |
 *
 * The order of rulebooks, packages and permits makes no difference but this: of several permits that cover, the first is named.
 */
export function judgeAct(
  conduct: Act | Breach | null,
  fix: Fix | null,
  now: Now,
  rulebooks: readonly Rulebook[],
  packages: readonly ZoneSet[],
  permits: readonly Permit[] = [],
): Verdict {
  const question: Question = { conduct, fix, now, packages, permits };
  const judged = rulebooks.map((rulebook) => judgedBy(rulebook, question)).sort(compareJudged);
  const rulings = judged.map(({ ruling }) => ruling);
  return {
    ...mergeFindings(judged, now).finding,
    articles: rulings[0]?.articles ?? [],
    rulings: rulings.filter(({ articles }) => articles.length > 0),
    entry: conduct === 'entering-unapproved' ? [] : entryRulings(rulebooks, question),
  };
}

interface Judged extends Weighed {
  readonly ruling: Ruling;
}

function judgedBy(rulebook: Rulebook, question: Question): Judged {
  const { finding, bannedDays } = judgeByRulebook(rulebook, question);
  const { id, version } = rulebook;
  return { finding, bannedDays, ruling: { ...finding, rulebook: { id, version } } };
}

/** The rulebooks by which nobody may go in here without approval, or perhaps not. */
function entryRulings(rulebooks: readonly Rulebook[], question: Question): Ruling[] {
  return rulebooks
    .filter(({ bans }) => bans.some(({ what }) => what === 'entry'))
    .map((rulebook) => judgedBy(rulebook, { ...question, conduct: 'entering-unapproved' }))
    .sort(compareJudged)
    .map(({ ruling }) => ruling)
    .filter(({ kind, articles }) => kind !== 'clear' && articles.length > 0);
}

function compareJudged({ ruling: one }: Judged, { ruling: other }: Judged): number {
  const [name, otherName] = [nameOf(one), nameOf(other)];
  return compareFindings(one, other) || (name < otherName ? -1 : Number(name > otherName));
}

function nameOf({ rulebook: { id, version } }: Ruling): string {
  return `${id} ${version}`;
}
