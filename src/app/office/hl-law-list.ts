import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { TextHistory } from '../../domain/legal/fold-legal-texts.ts';
import { base } from '../kit/base.css.ts';
import { sayTerm } from '../locales/language.ts';
import type { LegalDraft, OfficeSigning } from '../office-ports.ts';
import { sayDays } from './law-words.ts';
import { officeStyles } from './office.css.ts';

/** The legal texts with how each stands, and what is being written. Links lead to them. */
@customElement('hl-law-list')
@localized()
export class LawList extends LitElement {
  static override styles = [
    base,
    officeStyles,
    css`
      a {
        display: grid;
        gap: 4px;
        min-height: 56px;
        padding: 12px 16px;
        border-bottom: 1px solid var(--hl-line);
        border-inline-start: 5px solid transparent;
        color: inherit;
        text-decoration: none;
      }
      a:hover {
        background: var(--hl-primary-wash);
      }
      a[aria-current='page'] {
        border-inline-start-color: var(--hl-primary);
        background: var(--hl-primary-wash);
      }
      a:focus-visible {
        outline-offset: -3px;
      }
      strong {
        font-size: 1rem;
        line-height: 1.35;
      }
      h2 {
        padding: 14px 16px 6px;
        color: var(--hl-ink-soft);
        font-size: 0.9375rem;
      }
    `,
  ];

  @property({ attribute: false }) histories: readonly TextHistory[] = [];
  @property({ attribute: false }) drafts: readonly LegalDraft[] = [];
  @property({ attribute: false }) signings: readonly OfficeSigning[] = [];
  /** The id of the text or draft that is open. */
  @property({ attribute: false }) open = '';

  protected override render(): TemplateResult {
    return html`
      ${this.drafts.length > 0 ? html`<h2>${msg('Being written')}</h2>${this.#renderDrafts()}` : nothing}
      <h2>${msg(str`Texts · ${this.histories.length}`)}</h2>
      <nav aria-label=${msg('Legal texts')}>
        ${repeat(
          this.histories,
          ({ id }) => id,
          (history) => this.#renderText(history),
        )}
      </nav>
    `;
  }

  #renderDrafts(): TemplateResult {
    return html`<nav aria-label=${msg('Being written')}>
      ${repeat(
        this.drafts,
        ({ id }) => id,
        ({ id, form }) => html`<a href="#/office/draft/${id}" aria-current=${id === this.open ? 'page' : 'false'}>
          <strong>${form.title.zh || msg('A new text')}</strong>
          <span class="badges"><span class="badge">${msg('draft')}</span></span>
        </a>`,
      )}
    </nav>`;
  }

  #renderText({ id, current }: TextHistory): TemplateResult {
    const number = current.documentNumber ? sayTerm(current.documentNumber) : '';
    return html`<a href="#/office/law/${id}" aria-current=${id === this.open ? 'page' : 'false'}>
      <strong>${sayTerm(current.title)}</strong>
      <span class="soft">${[number, sayDays(current)].filter(Boolean).join(' · ')}</span>
      <span class="badges">
        ${
          current.standing.signed
            ? html`<span class="badge good">${msg('signed by the office')}</span>`
            : html`<span class="badge warn">${msg('to be verified')}</span>`
        }
        ${this.#renderUnderway(id)}
        <span class="soft">${msg(str`${current.articles.length} articles`)}</span>
      </span>
    </a>`;
  }

  #renderUnderway(id: string): TemplateResult | typeof nothing {
    const about = this.signings.filter((signing) => signing.kind === 'legal-text' && signing.about === id);
    if (about.some(({ state }) => state === 'saved'))
      return html`<span class="badge">${msg('waits for contact')}</span>`;
    return about.some(({ state }) => state === 'held')
      ? html`<span class="badge bad">${msg('two versions: look')}</span>`
      : nothing;
  }
}
