import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { type StationStatus, stationStatuses } from '../../domain/shared/codes.ts';
import { icon } from '../kit/icon.ts';
import { sayTerm } from '../locales/language.ts';

const tones = { fine: 'fine', alarm: 'danger', fault: 'warn', unknown: 'unknown' } as const;
const signs = { fine: 'done', alarm: 'banned', fault: 'warning', unknown: 'offline' } as const;

/** A station's status: sign, word and colour together. */
export function renderStationStatus(status: StationStatus): TemplateResult {
  return html`<span class="badge ${tones[status]}">${icon(signs[status])}${sayTerm(stationStatuses[status])}</span>`;
}

/** The mark every row made from demonstration data carries. */
export function renderDemonstration(): TemplateResult {
  return html`<span class="badge warn">${msg('demonstration data')}</span>`;
}
