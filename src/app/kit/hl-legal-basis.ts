import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { Task } from '@lit/task';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { civilDateAt } from '../../domain/clock/civil-date.ts';
import { type CandidateBasis, candidateBases, type LegalBases } from '../../domain/legal/candidate-bases.ts';
import type { Penalty, YuanRange } from '../../domain/legal/legal-texts.ts';
import type { Act, Breach, Term } from '../../domain/shared/codes.ts';
import { packagesContext } from '../contexts.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import type { Packages } from '../package-ports.ts';
import { base } from './base.css.ts';
import { formatLegalArticle } from './format-legal-article.ts';
import { formatCivilDate } from './weihai-time.ts';

/** The law behind a record, folded: what may be cited for its act on its day, and how each text was read. The choice is the legal office's. */
@customElement('hl-legal-basis')
@localized()
export class HlLegalBasis extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }

      summary {
        display: flex;
        align-items: center;
        min-height: 48px;
        color: var(--hl-primary);
        font-weight: 600;
        cursor: pointer;
      }

      ul {
        display: grid;
        gap: var(--hl-space-3);
        margin: 0;
        padding: 0;
        list-style: none;
      }

      li {
        padding-top: var(--hl-space-2);
        border-top: 1px solid var(--hl-line);
        overflow-wrap: anywhere;
      }

      .open {
        color: var(--hl-warn-ink);
        font-weight: 600;
      }
    `,
  ];

  @consume({ context: packagesContext }) packages!: Packages;
  @property({ attribute: false }) conduct: Act | Breach = 'other-fire';
  @property({ attribute: false }) happenedAt = 0;

  readonly #texts = new Task(this, {
    args: () => [this.packages] as const,
    task: ([packages]) => packages.legalTexts(),
  });

  protected override render(): TemplateResult {
    return html`${this.#texts.render({
      pending: () => html`<p class="soft">${msg('One moment')}</p>`,
      error: () => html`<p class="soft" role="alert">${msg('The legal texts could not be read on this device.')}</p>`,
      complete: (texts) => this.#renderBases(candidateBases(texts, this.conduct, civilDateAt(this.happenedAt))),
    })}`;
  }

  #renderBases({ candidates, state }: LegalBases): TemplateResult {
    return html`<details>
      <summary>${this.#sayState(state)}</summary>
      <p class="soft">${msg('For the case file only: a ranger imposes no penalty, and the legal office chooses and signs.')}</p>
      ${candidates.length === 0 ? html`<p class="open">${msg('No article has been found for this yet.')}</p>` : nothing}
      <ul>${candidates.map((candidate) => this.#renderCandidate(candidate))}</ul>
    </details>`;
  }

  #sayState(state: LegalBases['state']): string {
    const words: Record<typeof state, () => string> = {
      open: () => msg('Legal basis: to be verified'),
      choice: () => msg('Legal basis: several candidates, the legal office chooses'),
      one: () => msg('Legal basis: one candidate, for the legal office to confirm'),
    };
    return words[state]();
  }

  #renderCandidate({ text, article, because, open }: CandidateBasis): TemplateResult {
    const language = currentLanguage();
    const number = sayNumber(text.documentNumber);
    return html`<li>
      <p><strong>${sayTerm(text.title)}${number}${formatLegalArticle(article.number, language)}</strong></p>
      <p>${sayTerm(article.text)}</p>
      ${article.penalties.map((penalty) => html`<p>${sayPenalty(penalty)}</p>`)}
      <p class="soft">${sayDays(text.fromOn, text.toOn)} ${sayTerm(text.verified.note)}</p>
      ${because === 'later' ? html`<p class="soft">${msg('Came after the act: applies only where it is the lighter one when the case is decided (Administrative Penalty Law, article 37).')}</p>` : nothing}
      ${open ? html`<p class="open">${msg('To be verified:')} ${sayTerm(open)}</p>` : nothing}
    </li>`;
  }
}

function sayDays(fromOn: string | null, toOn: string | null): string {
  const say = (date: string | null) => (date === null ? '–' : formatCivilDate(date, currentLanguage()));
  return toOn === null ? msg(str`In force from ${say(fromOn)}.`) : msg(str`In force ${say(fromOn)} to ${say(toOn)}.`);
}

function sayPenalty({ when, warning, person, unit }: Penalty): string {
  const scale = msg(str`person ${sayYuan(person)}, unit ${sayYuan(unit)} yuan`);
  const withWarning = warning ? msg(str`warning; ${scale}`) : scale;
  return when === null ? withWarning : msg(str`${sayTerm(when)}: ${withWarning}`);
}

function sayYuan(range: YuanRange | null): string {
  return range === null ? '–' : `${range.from.toLocaleString('en')}–${range.to.toLocaleString('en')}`;
}

/** Between title and article: the document number, where there is one. */
function sayNumber(documentNumber: Term | null): string {
  const isChinese = currentLanguage() === 'zh';
  if (documentNumber === null) return isChinese ? '' : ' ';
  return isChinese ? `（${documentNumber.zh}）` : ` (${documentNumber.en}) `;
}
