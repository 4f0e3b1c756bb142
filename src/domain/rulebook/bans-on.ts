import { type Act, type Breach, breaches } from '../shared/codes.ts';
import type { RuleBan, Rulebook, RulePeriod, RuleZone } from './rulebook.ts';

/** One ban of a rulebook on an act: where, when, and the articles that name the act. */
export interface ActBan {
  readonly zone: RuleZone;
  readonly period: RulePeriod;
  readonly actArticles: readonly number[];
}

/**
 * The bans of a rulebook that speak of an act or breach; for null, of any outdoor fire.
 *
 * | Asked for                        | Bans                                         | Articles of the act  |
 * |----------------------------------|----------------------------------------------|----------------------|
 * | any fire                         | all on acts                                  | of all their acts    |
 * | an act                           | on every act, or naming it                   | of the act           |
 * | an act the rulebook does not name| as for `other-fire`; none without it         | of `other-fire`      |
 * | going in unapproved              | on entry                                     | of that breach       |
 * | another breach it names          | all: it holds wherever and whenever these do | of the breach        |
 * | another breach it does not name  | none                                         | –                    |
 */
export function bansOn(rulebook: Rulebook, conduct: Act | Breach | null): ActBan[] {
  return rulebook.bans.flatMap((ban) => {
    const actArticles = articlesOf(rulebook, ban, conduct);
    const zone = rulebook.zones.find(({ id }) => id === ban.zone);
    const period = rulebook.periods.find(({ id }) => id === ban.period);
    return actArticles && zone && period ? [{ zone, period, actArticles }] : [];
  });
}

/** The articles on the act behind one ban; null when the ban is not about it. */
function articlesOf(rulebook: Rulebook, { what }: RuleBan, conduct: Act | Breach | null): number[] | null {
  if (conduct !== null && isBreach(conduct)) {
    const named = rulebook.breaches.filter(({ code }) => code === conduct).map(({ article }) => article);
    if (conduct === 'entering-unapproved') return what === 'entry' ? named : null;
    return named.length > 0 ? named : null;
  }
  if (what === 'entry') return null;
  const banned = rulebook.acts.filter(({ code }) => what === 'every-act' || what.includes(code));
  const ofAct = conduct === null ? banned : banned.filter(({ code }) => code === nameFor(conduct, rulebook));
  return ofAct.length > 0 ? ofAct.map(({ article }) => article) : null;
}

function nameFor(act: Act, { acts }: Rulebook): Act {
  return acts.some(({ code }) => code === act) ? act : 'other-fire';
}

function isBreach(conduct: Act | Breach): conduct is Breach {
  return Object.hasOwn(breaches, conduct);
}
