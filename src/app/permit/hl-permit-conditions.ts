import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { Term } from '../../domain/shared/codes.ts';
import { mostPermitConditions } from '../../protocol/permit.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { icon } from '../kit/icon.ts';
import { PermitChangeEvent } from './permit-change.ts';

/** What has to be kept to, line by line, in Chinese and perhaps in English. Fires `hl-permit-change`. */
@customElement('hl-permit-conditions')
@localized()
export class HlPermitConditions extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: grid;
        gap: var(--hl-space-2);
      }

      .condition {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: var(--hl-space-2);
      }

      .texts {
        display: grid;
        gap: var(--hl-space-1);
      }
    `,
  ];

  @property({ attribute: false }) conditions: readonly Term[] = [];

  protected override render(): TemplateResult {
    const isFull = this.conditions.length >= mostPermitConditions;
    return html`${this.conditions.map((condition, index) => this.#renderCondition(condition, index))}
      <button type="button" ?disabled=${isFull} @click=${() => this.#put([...this.conditions, { zh: '', en: '' }])}>
        ${icon('plus')}${msg('Add a condition')}
      </button>`;
  }

  #renderCondition({ zh, en }: Term, index: number): TemplateResult {
    const change = (patch: Partial<Term>) => this.#put(this.conditions.with(index, { zh, en, ...patch }));
    return html`<div class="condition">
      <div class="texts">
        <input aria-label=${msg(str`Condition ${index + 1}`)} maxlength="300" .value=${live(zh)} @input=${(event: Event) => change({ zh: valueOf(event) })} />
        <input aria-label=${msg(str`Condition ${index + 1} in English, if you like`)} placeholder=${msg('in English, if you like')} maxlength="300" .value=${live(en)} @input=${(event: Event) => change({ en: valueOf(event) })} />
      </div>
      <button type="button" class="quiet danger" aria-label=${msg(str`Remove condition ${index + 1}`)} @click=${() => this.#put(this.conditions.toSpliced(index, 1))}>${icon('trash')}</button>
    </div>`;
  }

  #put(conditions: readonly Term[]): void {
    this.dispatchEvent(new PermitChangeEvent({ conditions }));
  }
}

function valueOf({ target }: Event): string {
  return target instanceof HTMLInputElement ? target.value : '';
}
