import { msg } from '@lit/localize';
import { html, type LitElement, type TemplateResult } from 'lit';
import { icon } from '../kit/icon.ts';

/** The head of a detail panel: its title, a button that fires `hl-detail-close`, and what stands below. */
export function renderDetailHead(host: LitElement, title: string, below: unknown): TemplateResult {
  const close = () => host.dispatchEvent(new CustomEvent('hl-detail-close', { bubbles: true, composed: true }));
  return html`<header>
    <h2 tabindex="-1">${title}</h2>
    <button type="button" class="close quiet" aria-label=${msg('Close')} @click=${close}>${icon('close')}</button>
    ${below}
  </header>`;
}
