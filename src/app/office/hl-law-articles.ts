import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { LegalArticle } from '../../domain/legal/legal-texts.ts';
import { base } from '../kit/base.css.ts';
import { formatLegalArticle } from '../kit/format-legal-article.ts';
import { sayPenalty } from '../kit/say-penalty.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import { sayConduct } from './law-words.ts';
import { officeStyles } from './office.css.ts';

/** Articles to read: number, wording, fines, the acts each may fit and what is still open about that. */
@customElement('hl-law-articles')
@localized()
export class LawArticles extends LitElement {
  static override styles = [
    base,
    officeStyles,
    css`
      table {
        width: 100%;
        border-collapse: collapse;
        font-size: 0.9375rem;
      }
      th {
        padding: 8px 10px;
        border-bottom: 2px solid var(--hl-line);
        color: var(--hl-ink-soft);
        font-size: 0.875rem;
        text-align: start;
        white-space: nowrap;
      }
      td {
        padding: 10px;
        border-bottom: 1px solid var(--hl-line);
        vertical-align: top;
      }
      td:first-child {
        font-weight: 700;
        white-space: nowrap;
      }
      li + li {
        margin-top: 4px;
      }
      .open {
        color: var(--hl-warn-ink);
        font-size: 0.875rem;
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) articles: readonly LegalArticle[] = [];

  protected override render(): TemplateResult {
    if (this.articles.length === 0) return html`<p class="soft">${msg('No article has been entered yet.')}</p>`;
    return html`<table>
      <thead>
        <tr>
          <th scope="col">${msg('Article')}</th><th scope="col">${msg('What it says')}</th>
          <th scope="col">${msg('Fines (yuan)')}</th><th scope="col">${msg('May fit')}</th>
        </tr>
      </thead>
      <tbody>${this.articles.map((article) => this.#renderArticle(article))}</tbody>
    </table>`;
  }

  #renderArticle({ number, text, penalties, conducts }: LegalArticle): TemplateResult {
    return html`<tr>
      <td>${formatLegalArticle(number, currentLanguage())}</td>
      <td>${sayTerm(text)}</td>
      <td class="figures"><ul>${penalties.map((penalty) => html`<li>${sayPenalty(penalty)}</li>`)}</ul></td>
      <td>
        <ul>
          ${conducts.map((conduct) => html`<li>${sayConduct(conduct)}${conduct.open ? html`<br /><span class="open">${msg('To be verified:')} ${sayTerm(conduct.open)}</span>` : nothing}</li>`)}
        </ul>
      </td>
    </tr>`;
  }
}
