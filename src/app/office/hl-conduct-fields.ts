import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { type Act, acts, type Breach, breaches, codesOf } from '../../domain/shared/codes.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { sayTerm } from '../locales/language.ts';
import type { ConductForm } from '../text-form.ts';
import { changedAt, withoutAt } from './change-list.ts';
import { sayConduct } from './law-words.ts';
import { officeStyles } from './office.css.ts';

/** Which acts an article may fit, each settled or with the question that is still open. Fires `hl-conducts` with all of them. */
@customElement('hl-conduct-fields')
@localized()
export class ConductFields extends LitElement {
  static override styles = [
    base,
    controls,
    officeStyles,
    css`
      li {
        display: grid;
        grid-template-columns: minmax(10rem, 14rem) minmax(0, 1fr) auto auto;
        gap: 8px;
        align-items: center;
        border-top: 1px solid var(--hl-line);
        padding: 4px 0;
      }
      .settled {
        color: #0b5a33;
        font-size: 0.9375rem;
      }
      select {
        max-width: 22rem;
      }
      @media (max-width: 900px) {
        li {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  @property({ attribute: false }) conducts: readonly ConductForm[] = [];

  protected override render(): TemplateResult {
    return html`<span class="label">${msg('Acts it may fit')}</span>
      <ul>${this.conducts.map((conduct, place) => this.#renderConduct(conduct, place))}</ul>
      ${this.#renderAdding()}`;
  }

  #renderConduct(conduct: ConductForm, place: number): TemplateResult {
    const { open } = conduct;
    const name = sayConduct(conduct);
    const change = (settled: ConductForm['open']) => this.#tell(changedAt(this.conducts, place, { open: settled }));
    return html`<li>
      <span>${name}</span>
      ${
        open
          ? html`<input aria-label=${msg(str`Open question: ${name}`)} placeholder=${msg('What has to be decided first')} .value=${open.zh} @input=${(event: Event) => change({ zh: valueOf(event), en: '' })} />`
          : html`<span class="settled">${msg('settled: may be cited')}</span>`
      }
      <button type="button" class="quiet" @click=${() => change(open ? null : { zh: '', en: '' })}>
        ${open ? msg('Settle') : msg('Raise a question')}<span class="visually-hidden"> ${name}</span>
      </button>
      <button type="button" class="quiet danger" @click=${() => this.#tell(withoutAt(this.conducts, place))}>
        ${msg('Take out')}<span class="visually-hidden"> ${name}</span>
      </button>
    </li>`;
  }

  #renderAdding(): TemplateResult {
    const free = [...codesOf(acts), ...codesOf(breaches)].filter(
      (code) => !this.conducts.some((conduct) => conduct.code === code),
    );
    return html`<select aria-label=${msg('Add an act')} @change=${this.#add}>
      <option value="">${msg('Add an act …')}</option>
      ${free.map((code) => html`<option value=${code}>${sayTerm({ ...acts, ...breaches }[code])}</option>`)}
    </select>`;
  }

  #add({ target }: Event): void {
    if (!(target instanceof HTMLSelectElement)) return;
    const code = [...codesOf(acts), ...codesOf(breaches)].find((one): one is Act | Breach => one === target.value);
    target.value = '';
    if (code) this.#tell([...this.conducts, { code, open: null }]);
  }

  #tell(conducts: ConductForm[]): void {
    this.dispatchEvent(new CustomEvent<ConductForm[]>('hl-conducts', { detail: conducts }));
  }
}

function valueOf({ target }: Event): string {
  return target instanceof HTMLInputElement ? target.value : '';
}
