import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import '../kit/hl-banner.ts';
import { sayTerm } from '../locales/language.ts';
import type { ActivePackages } from '../package-ports.ts';

/** What a form over demonstration zones says of itself; nothing over real ones. */
export function renderDemonstration(active: ActivePackages | null | undefined): TemplateResult | null {
  return active?.banner ? html`<hl-banner kind="note">${sayTerm(active.banner)}</hl-banner>` : null;
}

/** Instead of an empty form, when the draft was saved or deleted meanwhile. */
export function renderGone(): TemplateResult {
  return html`<div class="empty">
    <p>${msg('This draft has been saved or deleted.')}</p>
    <a class="button" href="#/records">${msg('Go to the records')}</a>
  </div>`;
}
