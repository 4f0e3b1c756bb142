import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { permitPurposes, permitStages } from '../../domain/shared/codes.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { sayActs, sayApprover, sayDays, sayHours } from '../kit/permit-words.ts';
import { sayTerm } from '../locales/language.ts';
import type { PermitDraft } from '../permit-ports.ts';
import type { DeskPermit } from './desk-permits.ts';
import { renderBadges, stageBadgeStyles } from './stage-badge.ts';

/** All permits, those in force first, and what is not issued yet. Fires `hl-permit-open`, `hl-permit-write` (a draft's id, or '' for a new one). */
@customElement('hl-permit-board')
@localized()
export class HlPermitBoard extends LitElement {
  static override styles = [
    base,
    controls,
    stageBadgeStyles,
    css`
      :host {
        display: grid;
        align-content: start;
        gap: var(--hl-space-3);
        padding: var(--hl-space-4);
      }

      h2 {
        font-size: var(--hl-text-large);
      }

      h3 {
        font-size: 1rem;
      }

      ul {
        display: grid;
        gap: var(--hl-space-2);
        margin: var(--hl-space-2) 0 0;
        padding: 0;
        list-style: none;
      }

      li > button {
        display: grid;
        justify-items: start;
        gap: var(--hl-space-1);
        width: 100%;
        border: 1px solid var(--hl-line);
        color: inherit;
        font-weight: 400;
        text-align: start;
      }

      li > button:hover {
        background: var(--hl-primary-wash);
      }

      strong {
        font-size: 1.0625rem;
        overflow-wrap: anywhere;
      }

      .draft {
        border-style: dashed;
      }
    `,
  ];

  @property({ attribute: false }) permits: readonly DeskPermit[] = [];
  @property({ attribute: false }) drafts: readonly PermitDraft[] = [];

  protected override render(): TemplateResult {
    return html`<h2 tabindex="-1">${msg('Fire permits')}</h2>
      <button type="button" class="primary wide" @click=${() => this.#write('')}>${msg('Issue a permit')}</button>
      ${this.drafts.map((draft) => this.#renderDraft(draft))}
      ${this.permits.length === 0 ? html`<p role="status">${msg('There are no permits. What is banned stays banned for everybody.')}</p>` : null}
      ${this.#renderGroup(sayTerm(permitStages['in-force']), ['in-force'])} ${this.#renderGroup(sayTerm(permitStages.coming), ['coming'])}
      ${this.#renderGroup(sayTerm(permitStages.ended), ['ended'])}
      ${this.#renderGroup(msg('Withdrawn or corrected'), ['withdrawn', 'corrected'])}
      ${this.#renderGroup(msg('Not in use: held or refused by command'), ['unused'])}`;
  }

  #renderDraft({ id, documentNumber }: PermitDraft): TemplateResult {
    const name = documentNumber.trim() === '' ? msg('without a number yet') : documentNumber;
    return html`<button type="button" class="wide draft" @click=${() => this.#write(id)}>${msg(str`Go on writing: ${name}`)}</button>`;
  }

  #renderGroup(title: string, stages: readonly DeskPermit['stage'][]): TemplateResult | null {
    const rows = this.permits.filter(({ stage }) => stages.includes(stage));
    if (rows.length === 0) return null;
    return html`<section aria-label=${title}>
      <h3>${title} · ${rows.length}</h3>
      <ul>${repeat(
        rows,
        ({ permit }) => permit.id,
        (row) => html`<li>${this.#renderRow(row)}</li>`,
      )}</ul>
    </section>`;
  }

  #renderRow(row: DeskPermit): TemplateResult {
    const { permit } = row;
    const open = () => this.dispatchEvent(new CustomEvent<string>('hl-permit-open', { detail: permit.id }));
    return html`<button type="button" data-permit=${permit.id} @click=${open}>
      <strong>${permit.documentNumber}</strong> ${renderBadges(row)}
      <span>${sayTerm(permitPurposes[permit.purpose])} · ${sayActs(permit)}</span>
      <span>${sayApprover(permit)}</span>
      <span>${sayDays(permit)} · ${sayHours(permit)}</span>
    </button>`;
  }

  #write(draft: string): void {
    this.dispatchEvent(new CustomEvent<string>('hl-permit-write', { detail: draft }));
  }
}
