import { msg, str } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { erasureReasons } from '../../domain/shared/codes.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import type { ViolationRow } from '../ports.ts';

/** What stands where the sealed parts stood: nobody can open them any more. */
export function renderErased({ at, because }: NonNullable<ViolationRow['erased']>, now: number): TemplateResult {
  const moment = formatMoment(at, now, currentLanguage());
  return html`<section>
    <h3>${msg('Personal data erased')}</h3>
    <p>${msg(str`Erased on ${moment}: ${sayTerm(erasureReasons[because])}. Nobody can open it any more.`)}</p>
    <p class="soft">${msg('What was recorded in clear stays, and its chain is whole.')}</p>
  </section>`;
}
