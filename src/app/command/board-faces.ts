import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import '../kit/hl-problem.ts';

/** The face of a list that has no rows to show: its problem, loading, or empty in the words given. Null when there are rows. */
export function renderFace(
  rows: readonly unknown[] | undefined,
  problem: unknown,
  empty: readonly [title: string, explanation: string],
): TemplateResult | null {
  if (problem !== undefined) return html`<hl-problem .problem=${problem}></hl-problem>`;
  if (!rows) return html`<p class="loading" role="status">${msg('Loading…')}</p>`;
  if (rows.length > 0) return null;
  return html`<div class="empty"><p><strong>${empty[0]}</strong></p><p>${empty[1]}</p></div>`;
}
