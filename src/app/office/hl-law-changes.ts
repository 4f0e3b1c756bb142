import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { LegalChange } from '../../domain/legal/compare-legal-texts.ts';
import type { LegalConduct, Penalty } from '../../domain/legal/legal-texts.ts';
import { base } from '../kit/base.css.ts';
import { formatLegalArticle } from '../kit/format-legal-article.ts';
import { sayPenalty } from '../kit/say-penalty.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import { sayConduct, sayPart } from './law-words.ts';

/** What changes between two versions of a text: before struck out, after beside it. */
@customElement('hl-law-changes')
@localized()
export class LawChanges extends LitElement {
  static override styles = [
    base,
    css`
      li {
        padding: 8px 0;
        border-top: 1px solid var(--hl-line);
        font-size: 0.9375rem;
      }
      del {
        color: var(--hl-danger);
      }
      ins {
        color: #0b5a33;
        font-weight: 600;
        text-decoration: none;
      }
      .pair {
        display: block;
      }
    `,
  ];

  @property({ attribute: false }) changes: readonly LegalChange[] = [];

  protected override render(): TemplateResult {
    if (this.changes.length === 0) return html`<p class="soft">${msg('Nothing differs.')}</p>`;
    return html`<ul>${this.changes.map((change) => html`<li>${this.#renderChange(change)}</li>`)}</ul>`;
  }

  #renderChange(change: LegalChange): TemplateResult {
    const name = (number: string) => formatLegalArticle(number, currentLanguage());
    switch (change.what) {
      case 'article-added':
        return html`<strong>${name(change.article.number)}</strong> ${msg('new:')} <ins>${sayTerm(change.article.text)}</ins>`;
      case 'article-removed':
        return html`<strong>${name(change.article.number)}</strong> ${msg('taken out:')} <del>${sayTerm(change.article.text)}</del>`;
      case 'wording':
        return html`<strong>${name(change.article)}</strong> ${msg('wording')} ${pair(change.before, change.after)}`;
      case 'penalties':
        return html`<strong>${name(change.article)}</strong> ${msg('fines')} ${pair(sayAll(change.before), sayAll(change.after))}`;
      case 'conducts':
        return html`<strong>${name(change.article)}</strong> ${msg('may fit')} ${pair(sayConducts(without(change.before, change.after)), sayConducts(without(change.after, change.before)))}`;
      case 'title':
      case 'document-number':
      case 'from':
      case 'to':
      case 'replaces':
      case 'use':
      case 'note':
        return html`<strong>${sayPart(change.what)}</strong> ${pair(change.before, change.after)}`;
    }
  }
}

function pair(before: string, after: string): TemplateResult {
  return html`${before === '' ? nothing : html`<del class="pair">${before}</del>`}<ins class="pair">${after === '' ? msg('(nothing)') : after}</ins>`;
}

function sayAll(penalties: readonly Penalty[]): string {
  return penalties.map(sayPenalty).join('; ');
}

/** Those that stand in the other list as well, the same, are no change. */
function without(some: readonly LegalConduct[], others: readonly LegalConduct[]): LegalConduct[] {
  const known = new Set(others.map((conduct) => JSON.stringify(conduct)));
  return some.filter((conduct) => !known.has(JSON.stringify(conduct)));
}

function sayConducts(conducts: readonly LegalConduct[]): string {
  const say = (conduct: LegalConduct) =>
    conduct.open ? `${sayConduct(conduct)} (${sayTerm(conduct.open)})` : sayConduct(conduct);
  return conducts.map(say).join('; ');
}
