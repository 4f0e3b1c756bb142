import { html, type TemplateResult } from 'lit';
import { sayTerm } from '../locales/language.ts';
import type { ActivePackages } from '../package-ports.ts';
import './hl-banner.ts';

/** What a page over demonstration zones says of itself; nothing over real ones. */
export function renderDemonstration(active: ActivePackages | null | undefined): TemplateResult | null {
  return active?.banner ? html`<hl-banner kind="note">${sayTerm(active.banner)}</hl-banner>` : null;
}
