import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { Task } from '@lit/task';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { civilDateAt } from '../../domain/clock/civil-date.ts';
import type { Act, Breach, Term } from '../../domain/shared/codes.ts';
import type { LegalCitation } from '../../domain/violation/violation-record.ts';
import { packagesContext } from '../contexts.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import type { Packages } from '../package-ports.ts';
import { base } from './base.css.ts';
import { formatLegalArticle } from './format-legal-article.ts';
import { sayPenalty } from './say-penalty.ts';
import { basesCited, basesNow, type ShownBases, type ShownBasis } from './shown-basis.ts';
import { formatCivilDate } from './weihai-time.ts';

/**
 * The law behind a record, folded: what it cites, or, where it was made without, what may be cited for its act on its day by the
 * texts now here; and how each text was read or who signed it. The choice is the legal office's.
 */
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
  /** What the record itself cites; null when it says nothing of the law. */
  @property({ attribute: false }) cited: readonly LegalCitation[] | null = null;

  readonly #texts = new Task(this, {
    args: () => [this.packages] as const,
    task: ([packages]) => packages.legalTexts(),
  });

  protected override render(): TemplateResult {
    return html`${this.#texts.render({
      pending: () => html`<p class="soft">${msg('One moment')}</p>`,
      error: () => html`<p class="soft" role="alert">${msg('The legal texts could not be read on this device.')}</p>`,
      complete: (texts) =>
        this.#renderBases(
          this.cited ? basesCited(texts, this.cited) : basesNow(texts, this.conduct, civilDateAt(this.happenedAt)),
        ),
    })}`;
  }

  #renderBases({ bases, state }: ShownBases): TemplateResult {
    return html`<details>
      <summary>${this.#sayState(state)}</summary>
      <p class="soft">${msg('For the case file only: a ranger imposes no penalty, and the legal office chooses and signs.')}</p>
      ${this.cited ? html`<p class="soft">${msg('As it stood when this record was made; what is signed later does not change the record.')}</p>` : nothing}
      ${bases.length === 0 ? html`<p class="open">${msg('No article has been found for this yet.')}</p>` : nothing}
      <ul>${bases.map((basis) => this.#renderBasis(basis))}</ul>
    </details>`;
  }

  #sayState(state: ShownBases['state']): string {
    const words: Record<typeof state, () => string> = {
      open: () => msg('Legal basis: to be verified'),
      choice: () => msg('Legal basis: several candidates, the legal office chooses'),
      one: () => msg('Legal basis: one candidate, for the legal office to confirm'),
    };
    return words[state]();
  }

  #renderBasis({ because, open, penalties, wording, ...text }: ShownBasis): TemplateResult {
    const number = `${sayNumber(text.documentNumber)}${formatLegalArticle(text.number, currentLanguage())}`;
    return html`<li>
      <p><strong>${sayTerm(text.title)}${number}</strong></p>
      ${wording ? html`<p>${sayTerm(wording)}</p>` : html`<p class="soft">${msg('The words of that version are not on this device.')}</p>`}
      ${penalties.map((penalty) => html`<p>${sayPenalty(penalty)}</p>`)}
      <p class="soft">${sayDays(text.fromOn, text.toOn)} ${sayVerified(text.verified)}</p>
      ${because === 'later' ? html`<p class="soft">${msg('Came after the act: applies only where it is the lighter one when the case is decided (Administrative Penalty Law, article 37).')}</p>` : nothing}
      ${open ? html`<p class="open">${msg('To be verified:')} ${sayTerm(open)}</p>` : nothing}
    </li>`;
  }
}

function sayDays(fromOn: string | null, toOn: string | null): string {
  const say = (date: string | null) => (date === null ? '–' : formatCivilDate(date, currentLanguage()));
  return toOn === null ? msg(str`In force from ${say(fromOn)}.`) : msg(str`In force ${say(fromOn)} to ${say(toOn)}.`);
}

/** Signed by whom, or how it was read; a doubt stays until the office has signed. */
function sayVerified({ by, on, note }: ShownBasis['verified']): string {
  if (by === null) return sayTerm(note);
  return msg(str`Signed by the legal office: ${by}, ${formatCivilDate(on ?? '', currentLanguage())}.`);
}

/** Between title and article: the document number, where there is one. */
function sayNumber(documentNumber: Term | null): string {
  const isChinese = currentLanguage() === 'zh';
  if (documentNumber === null) return isChinese ? '' : ' ';
  return isChinese ? `（${documentNumber.zh}）` : ` (${documentNumber.en}) `;
}
