import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatSpan } from '../kit/format-span.ts';
import { icon } from '../kit/icon.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import type { ActivePackages } from '../package-ports.ts';
import type { Contact } from './judge-contact.ts';
import { sayBan, sayExpiry } from './say-ban.ts';

/** What rules today; when contact is lost, in the same place, of when the picture is. Fires `hl-try-now`. */
@customElement('hl-desk-strip')
@localized()
export class DeskStrip extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: flex;
        align-items: stretch;
        min-height: 44px;
        background: var(--hl-paper);
        border-bottom: 1px solid var(--hl-line);
        font-size: 0.9375rem;
      }
      p {
        display: flex;
        align-items: center;
        gap: 10px;
        padding: 4px 16px;
      }
      .ban {
        flex: 1;
      }
      .ban svg {
        width: 20px;
        height: 20px;
        color: var(--hl-danger);
      }
      .last {
        color: var(--hl-warn-ink);
      }
      .lost {
        flex: 1;
        background: #a3121a;
        color: #ffffff;
        font-weight: 650;
      }
      .lost svg {
        width: 20px;
        height: 20px;
      }
      .lost button {
        min-height: 32px;
        margin-inline-start: auto;
        padding: 0 14px;
        border-color: #ffffff;
        background: transparent;
        color: #ffffff;
        font-size: 0.875rem;
      }
      .lost :focus-visible {
        outline-color: #ffffff;
      }
      .demonstration {
        background: repeating-linear-gradient(-45deg, #fff3cf 0 0.75rem, #ffebb0 0.75rem 1.5rem);
        color: var(--hl-warn-ink);
        font-weight: 650;
        white-space: nowrap;
      }
    `,
  ];

  @property({ attribute: false }) contact: Contact = { kind: 'connecting' };
  @property({ attribute: false }) packages: ActivePackages | null = null;
  @property({ type: Number }) now = 0;

  protected override render() {
    const banner = this.packages?.banner;
    return html`
      ${this.contact.kind === 'lost' ? this.#renderLost(this.contact.sinceAt) : this.#renderBan()}
      ${banner ? html`<p class="demonstration">${sayTerm(banner)}</p>` : nothing}
    `;
  }

  #renderLost(sinceAt: number | null): TemplateResult {
    const retry = () => this.dispatchEvent(new CustomEvent('hl-try-now'));
    return html`<p class="lost" role="alert">
      ${icon('offline')}<span>${this.#sayLost(sinceAt)}</span>
      <button type="button" @click=${retry}>${msg('Try now')}</button>
    </p>`;
  }

  #sayLost(sinceAt: number | null): string {
    if (sinceAt === null)
      return msg('There has been no contact with the hub yet: nothing below is certain to be current.');
    const language = currentLanguage();
    const span = formatSpan(this.now - sinceAt, language);
    return msg(str`No contact for ${span}: below is how things stood on ${formatMoment(sinceAt, this.now, language)}.`);
  }

  #renderBan(): TemplateResult {
    if (!this.packages) return html`<p class="ban">${msg('Loading the rules…')}</p>`;
    const language = currentLanguage();
    const lines = this.packages.rulebooks.map(({ rulebook }) => ({
      ban: sayBan(rulebook, this.now, language),
      end: sayExpiry(rulebook, this.now, language),
    }));
    return html`<p class="ban">
      ${icon('law')}<span
        >${lines.map(({ ban, end }) => html`${ban} ${end ? html`<strong class="last">${end}</strong> ` : nothing}`)}</span
      >
    </p>`;
  }
}
