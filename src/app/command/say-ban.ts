import { msg, str } from '@lit/localize';
import { civilDateAt } from '../../domain/clock/civil-date.ts';
import type { Rulebook } from '../../domain/rulebook/rulebook.ts';
import { isInForce, nextSeasonFrom, runOn, seasonOn } from '../../domain/rulebook/season.ts';
import { weighExpiry } from '../../domain/rulebook/weigh-expiry.ts';
import { formatArticles } from '../kit/format-articles.ts';
import type { Language } from '../kit/language.ts';
import { formatCivilDate } from '../kit/weihai-time.ts';
import { sayTerm } from '../locales/language.ts';

/** Whether the season's ban stands at `now`, in one sentence with its articles and document number. */
export function sayBan(rulebook: Rulebook, now: number, language: Language): string {
  const today = civilDateAt(now);
  const season = seasonOn(rulebook, today);
  if (season) return sayStanding(rulebook, season.toOn, today, language);
  const next = nextSeasonFrom(rulebook, today);
  if (next) return msg(str`Not in the fire season. The next one begins on ${formatCivilDate(next, language)}.`);
  if (isInForce(rulebook, today)) return sayEnd(rulebook, language);
  return msg(str`The notice ${rulebook.documentNumber} is not in force: nothing is banned by it today.`);
}

function sayStanding(rulebook: Rulebook, untilOn: string, today: string, language: Language): string {
  const until = formatCivilDate(untilOn, language);
  const running = rulebook.bans.flatMap((ban) => {
    const period = rulebook.periods.find(({ id }) => id === ban.period);
    const zone = rulebook.zones.find(({ id }) => id === ban.zone);
    return period && zone && runOn(rulebook, period, today) ? [{ period, zone }] : [];
  });
  const numbers = new Set(running.flatMap(({ period, zone }) => [period.article, zone.article]));
  const articles = formatArticles(
    [...numbers].sort((one, other) => one - other),
    language,
  );
  const belt = Math.max(0, ...running.map(({ zone }) => zone.beltMeters));
  if (rulebook.kind === 'order') {
    return msg(str`Order for ${sayTerm(rulebook.area.name)} until ${until} (${rulebook.documentNumber}, ${articles}).`);
  }
  if (running.some(({ period }) => period.tier === 'high-risk')) {
    return msg(str`High-risk period until ${until} (${rulebook.documentNumber}, ${articles}).`);
  }
  return msg(
    str`Fire season until ${until}: no outdoor fire in forests and within ${belt} m of them (${rulebook.documentNumber}, ${articles}).`,
  );
}

/**
 * A warning that a standing notice ends: with the days left from a year before, and already when the coming season is its last; null
 * before that and once it has ended.
 */
export function sayExpiry(rulebook: Rulebook, now: number, language: Language): string | null {
  if (rulebook.kind === 'order' || rulebook.expiresOn === null) return null;
  const today = civilDateAt(now);
  const expiry = weighExpiry(rulebook, today);
  if (expiry?.kind === 'ending') return sayDaysLeft(rulebook, expiry.daysLeft, language);
  if (!isInForce(rulebook, today)) return null;
  const after = seasonOn(rulebook, today)?.toOn ?? nextSeasonFrom(rulebook, today);
  return after && nextSeasonFrom(rulebook, after) === null ? sayEnd(rulebook, language) : null;
}

function sayDaysLeft(rulebook: Rulebook, daysLeft: number, language: Language): string {
  const last = formatCivilDate(rulebook.expiresOn ?? '', language);
  return msg(str`${rulebook.documentNumber} ends on ${last}, ${daysLeft} days from today: a new notice is needed.`);
}

function sayEnd(rulebook: Rulebook, language: Language): string {
  const last = formatCivilDate(rulebook.expiresOn ?? '', language);
  return msg(str`This notice ends on ${last}; no season follows under it.`);
}
