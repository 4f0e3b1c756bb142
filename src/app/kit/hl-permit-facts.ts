import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Permit } from '../../domain/permit/permit.ts';
import { permitPurposes } from '../../domain/shared/codes.ts';
import { sayTerm } from '../locales/language.ts';
import { base } from './base.css.ts';
import { sayActs, sayApprover, sayDays, sayHours } from './permit-words.ts';

/** What stands on a permit's paper, and what is to be checked on the spot. */
@customElement('hl-permit-facts')
@localized()
export class HlPermitFacts extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }

      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: var(--hl-space-1) var(--hl-space-3);
      }

      dt {
        color: var(--hl-ink-soft);
      }

      dd {
        overflow-wrap: anywhere;
      }

      .check {
        margin-top: var(--hl-space-2);
        font-weight: 600;
      }

      ul {
        display: grid;
        gap: var(--hl-space-1);
        margin: var(--hl-space-1) 0 0;
        padding-inline-start: 1.4em;
        list-style: disc;
      }
    `,
  ];

  @property({ attribute: false }) permit: Permit | null = null;
  /** The unit that watches over the fire; '' to leave it out. */
  @property() supervisor = '';

  protected override render(): TemplateResult | typeof nothing {
    const { permit } = this;
    if (!permit) return nothing;
    return html`<dl>
        ${this.#renderRow(msg('Permit'), permit.documentNumber)}
        ${this.#renderRow(msg('For'), `${sayTerm(permitPurposes[permit.purpose])} · ${sayActs(permit)}`)}
        ${this.#renderRow(msg('Approved by'), sayApprover(permit))} ${this.#renderRow(msg('Days'), sayDays(permit))}
        ${this.#renderRow(msg('Hours'), sayHours(permit))}
        ${this.supervisor === '' ? nothing : this.#renderRow(msg('Watched by'), this.supervisor)}
      </dl>
      ${permit.conditions.length > 0 ? this.#renderConditions(permit.conditions) : nothing}`;
  }

  #renderConditions(conditions: Permit['conditions']): TemplateResult {
    return html`<p class="check" id="check">${msg('To be checked on the spot')}</p>
      <ul aria-labelledby="check">${conditions.map((condition) => html`<li>${sayTerm(condition)}</li>`)}</ul>`;
  }

  #renderRow(label: string, value: string): TemplateResult {
    return html`<dt>${label}</dt><dd>${value}</dd>`;
  }
}
