import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';

/** Instead of an empty form, when the draft was saved or deleted meanwhile. */
export function renderGone(): TemplateResult {
  return html`<div class="empty">
    <p>${msg('This draft has been saved or deleted.')}</p>
    <a class="button" href="#/records">${msg('Go to the records')}</a>
  </div>`;
}
