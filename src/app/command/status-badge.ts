import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { gateModeOf } from '../../domain/gate/gate-file.ts';
import { eventKinds, reviewOutcomes, type StationStatus, stationStatuses } from '../../domain/shared/codes.ts';
import { gateModes } from '../../domain/shared/gate-codes.ts';
import type { GateRow } from '../gate-ports.ts';
import { gateModeSigns } from '../kit/gate-mode-words.ts';
import { icon } from '../kit/icon.ts';
import { sayTerm } from '../locales/language.ts';
import type { ViolationRow } from '../ports.ts';
import { isInConflict } from './say-case.ts';

const tones = { fine: 'fine', alarm: 'danger', fault: 'warn', unknown: 'unknown' } as const;
const signs = { fine: 'done', alarm: 'banned', fault: 'warning', unknown: 'offline' } as const;

/** A station's status: sign, word and colour together. */
export function renderStationStatus(status: StationStatus): TemplateResult {
  return html`<span class="badge ${tones[status]}">${icon(signs[status])}${sayTerm(stationStatuses[status])}</span>`;
}

/** A gate's mode, and that somebody has to choose where several were set. */
export function renderGateMode(row: GateRow | undefined): TemplateResult {
  const mode = gateModeOf(row?.file);
  const { icon: sign, tone } = gateModeSigns[mode];
  return html`<span class="badge ${tone}">${icon(sign)}${sayTerm(gateModes[mode])}</span>
    ${row && isInConflict(row) ? html`<span class="badge warn">${icon('warning')}${msg('in conflict')}</span>` : nothing}`;
}

/** The mark every row made from demonstration data carries. */
export function renderDemonstration(): TemplateResult {
  return html`<span class="badge warn">${msg('demonstration data')}</span>`;
}

/** The mark of a record that was taken back: it stays, in grey, with the word. */
export function renderVoided(): TemplateResult {
  return html`<span class="badge voided">${sayTerm(eventKinds.voiding)}</span>`;
}

/** What a record that was held waits for, or what was decided; nothing where it is in use. */
export function renderReview({ outcome, review }: Pick<ViolationRow, 'outcome' | 'review'>) {
  if (outcome !== 'held' || review === 'released') return nothing;
  return html`<span class="badge warn">${review ? sayTerm(reviewOutcomes[review]) : msg('held for review')}</span>`;
}
