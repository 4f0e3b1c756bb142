import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Rulebook } from '../../domain/rulebook/rulebook.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { dialogSheet } from '../kit/dialog.css.ts';
import { formatArticles } from '../kit/format-articles.ts';
import { icon } from '../kit/icon.ts';
import { formatCivilDate } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';

/** The articles a verdict rests on: document number and article to tap, their short text in a sheet. */
@customElement('hl-article-link')
@localized()
export class HlArticleLink extends LitElement {
  static override styles = [
    base,
    controls,
    dialogSheet,
    css`
      :host {
        display: block;
      }

      .link {
        width: 100%;
        justify-content: flex-start;
        padding-inline: 0;
        gap: var(--hl-space-3);
        font-weight: 600;
        text-align: start;
      }

      .link span {
        flex: 1;
      }

      b {
        display: inline-block;
        max-width: 100%;
        overflow-wrap: anywhere;
        font-weight: inherit;
      }

      .link svg {
        width: 1.375rem;
        height: 1.375rem;
      }

      dt {
        font-weight: 700;
        margin-top: var(--hl-space-4);
      }

      .close {
        margin-top: var(--hl-space-6);
      }

      .source {
        margin-top: var(--hl-space-4);
        padding-top: var(--hl-space-3);
        border-top: 1px solid var(--hl-line);
      }
    `,
  ];

  @property({ attribute: false }) rulebook!: Rulebook;
  @property({ attribute: false }) articles: readonly number[] = [];
  /** What this rulebook says, where several do; '' to leave it out. */
  @property() said = '';
  @state() private open = false;
  @query('dialog') private dialog!: HTMLDialogElement;

  protected override render(): TemplateResult {
    const articles = formatArticles(this.articles, currentLanguage());
    return html`<button class="quiet link" type="button" aria-haspopup="dialog" @click=${this.#show}>
        ${icon('law')}<span>${this.said ? html`<b>${this.said}</b> ` : null}<b>${this.rulebook.documentNumber}</b> <b>${articles}</b></span>${icon('forward')}
      </button>
      <dialog aria-labelledby="title" @close=${() => (this.open = false)}>${this.open ? this.#renderSheet() : null}</dialog>`;
  }

  #renderSheet(): TemplateResult {
    const { title, documentNumber, issuer, inForceOn, expiresOn, articles, verified } = this.rulebook;
    const from = formatCivilDate(inForceOn, currentLanguage());
    const to = expiresOn && formatCivilDate(expiresOn, currentLanguage());
    return html`<h2 id="title">${sayTerm(title)}</h2>
      <p class="soft">${sayTerm(issuer)} ${documentNumber}</p>
      <p class="soft">${to ? msg(str`In force ${from} to ${to}`) : msg(str`In force from ${from}`)}</p>
      <dl>${articles.filter(({ article }) => this.articles.includes(article)).map(this.#renderArticle)}</dl>
      <p class="soft source">${msg('A summary in our own words, not the official text.')} ${sayTerm(verified.note)}</p>
      <button class="primary wide close" type="button" @click=${() => this.dialog.close()}>${msg('Close')}</button>`;
  }

  #renderArticle({ article, text }: Rulebook['articles'][number]): TemplateResult {
    return html`<dt>${formatArticles([article], currentLanguage())}</dt>
      <dd>${sayTerm(text)}</dd>`;
  }

  async #show(): Promise<void> {
    this.open = true;
    await this.updateComplete;
    this.dialog.showModal();
  }
}
