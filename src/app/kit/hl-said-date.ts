import { localized } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { currentLanguage } from '../locales/language.ts';
import { base } from './base.css.ts';
import { formatCivilDay } from './weihai-time.ts';

/** A chosen day in words of the app's own language: a browser writes its date fields in its own. Nothing while none is chosen. */
@customElement('hl-said-date')
@localized()
export class HlSaidDate extends LitElement {
  static override styles = [
    base,
    css`
      p {
        color: var(--hl-ink-soft);
        font-size: var(--hl-text-small);
      }
    `,
  ];

  /** `YYYY-MM-DD`, a time after it is left out. */
  @property() date = '';

  protected override render(): TemplateResult | typeof nothing {
    const said = formatCivilDay(this.date.slice(0, 10), currentLanguage());
    return said === null ? nothing : html`<p>${said}</p>`;
  }
}
