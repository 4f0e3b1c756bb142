import { msg, str } from '@lit/localize';
import { civilDateAt } from '../../domain/clock/civil-date.ts';
import type { Rulebook } from '../../domain/rulebook/rulebook.ts';
import { isInForce, nextSeasonFrom, seasonOn } from '../../domain/rulebook/season.ts';
import { formatArticles } from '../kit/format-articles.ts';
import type { Language } from '../kit/language.ts';
import { formatCivilDate } from '../kit/weihai-time.ts';

/** Whether the season's ban stands at `now`, in one sentence with its articles and document number. */
export function sayBan(rulebook: Rulebook, now: number, language: Language): string {
  const today = civilDateAt(now);
  const season = seasonOn(rulebook, today);
  if (season) {
    const until = formatCivilDate(season.toOn, language);
    const articles = formatArticles([rulebook.season.article, rulebook.zone.article], language);
    const belt = rulebook.zone.beltMeters;
    return msg(
      str`Fire season until ${until}: no outdoor fire in forests and within ${belt} m of them (${rulebook.documentNumber}, ${articles}).`,
    );
  }
  const next = nextSeasonFrom(rulebook, today);
  if (next) return msg(str`Not in the fire season. The next one begins on ${formatCivilDate(next, language)}.`);
  if (isInForce(rulebook, today)) return sayEnd(rulebook, language);
  return msg(str`The notice ${rulebook.documentNumber} is not in force: nothing is banned by it today.`);
}

/** A warning when the running or coming season is the notice's last; null otherwise. */
export function sayLastSeason(rulebook: Rulebook, now: number, language: Language): string | null {
  const today = civilDateAt(now);
  if (!isInForce(rulebook, today)) return null;
  const after = seasonOn(rulebook, today)?.toOn ?? nextSeasonFrom(rulebook, today);
  return after && nextSeasonFrom(rulebook, after) === null ? sayEnd(rulebook, language) : null;
}

function sayEnd(rulebook: Rulebook, language: Language): string {
  return msg(str`This notice ends on ${formatCivilDate(rulebook.expiresOn, language)}; no season follows under it.`);
}
