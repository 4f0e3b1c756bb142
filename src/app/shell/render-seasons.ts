import { msg, str } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import type { Rulebook } from '../../domain/rulebook/rulebook.ts';
import { isInSeason, nextSeasonFrom, seasonOn } from '../../domain/rulebook/season.ts';
import { formatCivilDate } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';

const say = (day: string) => formatCivilDate(day, currentLanguage());

/** What stands by the calendar: each rulebook whose season a civil date lies in; that there is none only when it lies in nobody's. */
export function renderSeasons(rulebooks: readonly Rulebook[], date: string): TemplateResult {
  const standing = rulebooks.filter((rulebook) => isInSeason(rulebook, date));
  if (standing.length === 0) return renderOff(rulebooks, date);
  return html`${standing.map((rulebook) => renderSeason(rulebook, date, standing.length > 1))}`;
}

function renderSeason(rulebook: Rulebook, date: string, isOneOfSeveral: boolean): TemplateResult {
  return html`<section class="panel season banned" role="status">
    <p>${isOneOfSeveral ? sayTerm(rulebook.title) : say(date)}</p>
    <h2>${msg('Fire season')}</h2>
    <p>${sayBan(rulebook, say(seasonOn(rulebook, date)?.toOn ?? date))}</p>
  </section>`;
}

/**
 * | Bans fire at all? | A zone without base? | A belt? | Says                          |
 * |-------------------|----------------------|---------|-------------------------------|
 * | no                | –                    | –       | nobody goes in                |
 * | yes               | yes                  | –       | in the whole area             |
 * | yes               | no                   | no      | in forests                    |
 * | yes               | no                   | yes     | in forests and near their edge |
 */
function sayBan({ area: { name }, zones, bans }: Rulebook, until: string): string {
  const area = sayTerm(name);
  const beltMeters = Math.max(0, ...zones.map((zone) => zone.beltMeters));
  if (bans.every(({ what }) => what === 'entry'))
    return msg(str`${area}: nobody goes in without approval until ${until}.`);
  if (zones.some(({ base }) => base.length === 0))
    return msg(str`${area}: fire is banned in the whole area until ${until}.`);
  if (beltMeters === 0) return msg(str`${area}: fire is banned in forests until ${until}.`);
  return msg(str`${area}: fire is banned in forests and within ${beltMeters} m of their edge until ${until}.`);
}

function renderOff(rulebooks: readonly Rulebook[], date: string): TemplateResult {
  const [nextFromOn = null] = rulebooks.flatMap((rulebook) => nextSeasonFrom(rulebook, date) ?? []).sort();
  return html`<section class="panel season clear" role="status">
    <p>${say(date)}</p>
    <h2>${msg('No fire season')}</h2>
    <p>${nextFromOn === null ? msg('No further fire season under this notice') : msg(str`Banned again from ${say(nextFromOn)}`)}</p>
    <p>${msg('Other orders may still ban fire here. Take care with any flame.')}</p>
  </section>`;
}
