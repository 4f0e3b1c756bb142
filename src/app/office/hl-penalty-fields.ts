import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import type { PenaltyForm } from '../text-form.ts';
import { officeStyles } from './office.css.ts';

/** One scale of fines being typed. Fires `hl-penalty` with it as it stands, and `hl-remove`. */
@customElement('hl-penalty-fields')
@localized()
export class PenaltyFields extends LitElement {
  static override styles = [
    base,
    controls,
    officeStyles,
    css`
      fieldset {
        display: grid;
        grid-template-columns: minmax(0, 2fr) repeat(2, minmax(0, 2.2fr)) auto auto;
        gap: 12px;
        align-items: end;
        padding: 8px 0;
      }
      .range {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto minmax(0, 1fr);
        gap: 6px;
        align-items: center;
      }
      .tick {
        display: flex;
        align-items: center;
        gap: 6px;
        min-height: var(--hl-tap);
        margin: 0;
        white-space: nowrap;
      }
      .tick input {
        width: 22px;
        min-height: 22px;
        height: 22px;
      }
      @media (max-width: 900px) {
        fieldset {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  @property({ attribute: false }) penalty: PenaltyForm | null = null;
  @property({ type: Number }) place = 0;

  protected override render(): TemplateResult {
    const { penalty } = this;
    if (!penalty) return html``;
    return html`<fieldset>
      <legend class="visually-hidden">${msg(str`Scale ${this.place + 1}`)}</legend>
      <div>
        <label for="when">${msg('Condition, if any')}</label>
        <input id="when" .value=${penalty.when.zh} @input=${(event: Event) => this.#change({ when: { zh: valueOf(event), en: '' } })} />
      </div>
      ${this.#renderRange(msg('Person (yuan)'), 'personFrom', 'personTo', penalty)}
      ${this.#renderRange(msg('Unit (yuan)'), 'unitFrom', 'unitTo', penalty)}
      <label class="tick"><input type="checkbox" ?checked=${penalty.warning} @change=${(event: Event) => this.#change({ warning: event.target instanceof HTMLInputElement && event.target.checked })} />${msg('warning')}</label>
      <button type="button" class="quiet danger" @click=${() => this.dispatchEvent(new CustomEvent('hl-remove'))}>${msg('Take out')}</button>
    </fieldset>`;
  }

  #renderRange(name: string, from: Sum, to: Sum, penalty: PenaltyForm): TemplateResult {
    return html`<div>
      <span class="label">${name}</span>
      <span class="range figures">
        ${this.#renderSum(from, msg(str`${name}, from`), penalty)}<span aria-hidden="true">–</span>${this.#renderSum(to, msg(str`${name}, to`), penalty)}
      </span>
    </div>`;
  }

  #renderSum(name: Sum, label: string, penalty: PenaltyForm): TemplateResult {
    return html`<input inputmode="numeric" aria-label=${label} .value=${penalty[name]} @input=${(event: Event) => this.#change({ [name]: valueOf(event) })} />`;
  }

  #change(change: Partial<PenaltyForm>): void {
    if (!this.penalty) return;
    this.dispatchEvent(new CustomEvent<PenaltyForm>('hl-penalty', { detail: { ...this.penalty, ...change } }));
  }
}

type Sum = 'personFrom' | 'personTo' | 'unitFrom' | 'unitTo';

function valueOf({ target }: Event): string {
  return target instanceof HTMLInputElement ? target.value : '';
}
