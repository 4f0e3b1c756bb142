import { msg, str } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { sightingSigns } from '../../domain/shared/incident-codes.ts';
import { formatAge } from '../kit/format-span.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import type { SightingDraft, SightingDrafts } from '../sighting-ports.ts';

const oldAfterMs = 10 * 60_000;

/** Whether a report was written in so long ago that what is seen now may be another fire. */
export function isOld({ updatedAt }: Pick<SightingDraft, 'updatedAt'>): boolean {
  return Date.now() - updatedAt > oldAfterMs;
}

/** Whether nothing worth keeping was entered. */
export function isUntouched({ sign, name, phone, note, photos }: SightingDraft): boolean {
  return sign === null && photos.length === 0 && [name, phone, note].every((text) => text.trim() === '');
}

/** Throws away what a page that was killed left empty: nobody writes in it any more. */
export function discardLeft(sightings: Pick<SightingDrafts, 'discard'>, drafts: readonly SightingDraft[]): void {
  for (const draft of drafts.filter((each) => isUntouched(each) && isOld(each)))
    sightings.discard(draft.id).catch((problem: unknown) => console.warn('an empty report stays', problem));
}

/** Asks whether a report that was begun earlier is gone on with; it is kept either way. */
export function renderEarlier(
  draft: SightingDraft,
  goOn: (draft: SightingDraft) => void,
  anew: () => Promise<void>,
): TemplateResult {
  const age = formatAge(Date.now() - draft.updatedAt, currentLanguage());
  const facts = [draft.sign && sayTerm(sightingSigns[draft.sign]), draft.note.trim()].filter(Boolean).join(' · ');
  return html`<div class="sections">
    <section class="panel" aria-labelledby="earlier">
      <h2 id="earlier">${msg('A report from earlier was not finished')}</h2>
      <p>${msg(str`Last written in ${age}. Its place and time are of then.`)}</p>
      ${facts ? html`<p class="soft">${facts}</p>` : null}
      <button class="primary wide tall" type="button" @click=${anew}>${msg('Report what I see now')}</button>
      <button class="wide" type="button" @click=${() => goOn(draft)}>${msg('Go on with the earlier report')}</button>
    </section>
  </div>`;
}
