import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../kit/base.css.ts';
import '../kit/hl-language-switch.ts';
import { icon } from '../kit/icon.ts';
import './hl-law-section.ts';
import './hl-notice-section.ts';

declare global {
  interface HTMLElementTagNameMap {
    'hl-office-page': OfficePage;
  }
}

/** The legal office at the desk: the law behind the notices, and the notices and orders themselves. */
@customElement('hl-office-page')
@localized()
export class OfficePage extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr);
        height: 100dvh;
        background: var(--hl-ground);
        font-size: 1rem;
      }
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 16px;
        min-height: 60px;
        padding: 6px 16px;
        background: #12301f;
        color: #ffffff;
      }
      h1 {
        font-size: 1.25rem;
      }
      h1:focus {
        outline: none;
      }
      a {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        min-height: var(--hl-tap);
        padding: 0 12px;
        border-bottom: 4px solid transparent;
        color: #cfe0d5;
        font-weight: 600;
        text-decoration: none;
      }
      a[aria-current='page'] {
        border-bottom-color: #ffffff;
        color: #ffffff;
      }
      a:focus-visible {
        outline-color: #ffffff;
        outline-offset: -3px;
      }
      .space {
        flex: 1;
      }
      hl-language-switch {
        --hl-text: 0.875rem;
        --hl-primary: #ffffff;
        --hl-on-primary: #12301f;
        --hl-paper: transparent;
        --hl-primary-wash: #24442f;
        white-space: nowrap;
      }
      main {
        min-height: 0;
        overflow-y: auto;
      }
    `,
  ];

  @property({ attribute: false }) section: 'law' | 'draft' | 'notices' = 'law';
  @property({ attribute: false }) item = '';

  protected override render(): TemplateResult {
    const isNotices = this.section === 'notices';
    return html`<header>
        <a href="#/">${icon('back')}${msg('Back to the desk')}</a>
        <h1 tabindex="-1">${msg('Legal office')}</h1>
        <nav aria-label=${msg('Legal office')}>
          <a href="#/office/law" aria-current=${isNotices ? 'false' : 'page'}>${msg('Legal basis')}</a>
          <a href="#/office/notices" aria-current=${isNotices ? 'page' : 'false'}>${msg('Notices and orders')}</a>
        </nav>
        <span class="space"></span>
        <hl-language-switch></hl-language-switch>
      </header>
      <main>
        ${
          isNotices
            ? html`<hl-notice-section></hl-notice-section>`
            : html`<hl-law-section .item=${this.item} .isDraft=${this.section === 'draft'}></hl-law-section>`
        }
      </main>`;
  }
}
