import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { acts, approverLevels, codesOf, permitPurposes, type Term } from '../../domain/shared/codes.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import '../kit/hl-said-date.ts';
import { sayTerm, sayTitle } from '../locales/language.ts';
import type { PermitDraft } from '../permit-ports.ts';
import './hl-permit-area-field.ts';
import type { HlPermitAreaField } from './hl-permit-area-field.ts';
import './hl-permit-conditions.ts';
import { PermitChangeEvent, type PermitPatch } from './permit-change.ts';
import { type PermitField, permitFaults } from './permit-faults.ts';
import { permitFormStyles } from './permit-form.css.ts';

type TextName = 'documentNumber' | 'approverName' | 'supervisor' | 'responsibleName' | 'responsiblePhone';
type DateName = 'fromOn' | 'toOn' | 'fromTime' | 'toTime';

/** Everything on a permit's paper. Fires `hl-permit-change` at every keystroke; faults show once somebody tried to issue. */
@customElement('hl-permit-form')
@localized()
export class HlPermitForm extends LitElement {
  static override styles = [base, controls, permitFormStyles];

  @property({ attribute: false }) draft!: PermitDraft;
  @state() private isTried = false;
  @query('hl-permit-area-field') private area!: HlPermitAreaField;

  #faults: ReadonlyMap<PermitField, string> = new Map();

  addCorner(lon: number, lat: number): void {
    this.area.addCorner(lon, lat);
  }

  /** Whether the permit may be issued as it stands; shows what is wrong when not, and brings the first fault to the eye. */
  async isRight(): Promise<boolean> {
    this.isTried = true;
    await this.updateComplete;
    this.renderRoot.querySelector('.fault')?.scrollIntoView({ block: 'center' });
    return this.#faults.size === 0;
  }

  protected override willUpdate(): void {
    this.#faults = permitFaults(this.draft);
  }

  protected override render(): TemplateResult {
    return html`<div class="fields">
      <h2 tabindex="-1">${this.draft.replaces === null ? msg('Issue a permit') : msg('Correct a permit')}</h2>
      <div>${this.#renderText('documentNumber', msg('Document number'), 100)} ${this.#renderFault('documentNumber')}</div>
      <div>
        <div class="pair">
          <div>${this.#renderText('approverName', msg('Approved by'), 100)}</div>
          <div>${this.#renderChoice('approverLevel', msg('Its level'), approverLevels)}</div>
        </div>
        ${this.#renderFault('approver')}
      </div>
      <div>${this.#renderChoice('purpose', msg('Purpose'), permitPurposes)}</div>
      ${this.#renderActs()}
      <fieldset>
        <legend class="label">${msg('Area')}</legend>
        <hl-permit-area-field .draft=${this.draft} .fault=${this.#faults.get('area') ?? ''}></hl-permit-area-field>
        ${this.#renderFault('area')}
      </fieldset>
      ${this.#renderTimes()}
      <fieldset>
        <legend class="label">${msg('Conditions, to be checked on the spot')}</legend>
        <hl-permit-conditions .conditions=${this.draft.conditions}></hl-permit-conditions>
        ${this.#renderFault('conditions')}
      </fieldset>
      <div>${this.#renderText('supervisor', msg('Unit that watches on the spot'), 100)} ${this.#renderFault('supervisor')}</div>
      <div>
        <div class="pair">
          <div>${this.#renderText('responsibleName', msg('Responsible person'), 200)}</div>
          <div>${this.#renderText('responsiblePhone', msg('Phone'), 40)}</div>
        </div>
        <p class="soft">${msg('Name and phone are encrypted; rangers do not see them. Command may open them, and each opening is logged.')}</p>
      </div>
    </div>`;
  }

  #renderText(name: TextName, label: string, most: number): TemplateResult {
    return html`<label for=${name}>${label}</label>
      <input id=${name} maxlength=${most} autocomplete="off" .value=${live(this.draft[name])} @input=${(event: Event) => this.#put({ [name]: valueOf(event) })} />`;
  }

  #renderChoice(name: 'approverLevel' | 'purpose', label: string, terms: Readonly<Record<string, Term>>) {
    return html`<label for=${name}>${label}</label>
      <select id=${name} @change=${(event: Event) => this.#put({ [name]: valueOf(event) })}>
        ${Object.entries(terms).map(([code, term]) => html`<option value=${code} ?selected=${this.draft[name] === code}>${sayTerm(term)}</option>`)}
      </select>`;
  }

  #renderActs(): TemplateResult {
    return html`<fieldset>
      <legend class="label">${msg('Acts it allows')}</legend>
      <div class="acts">
        ${codesOf(acts).map(
          (code) => html`<label class="tick">
            <input type="checkbox" ?checked=${live(this.draft.acts.includes(code))} @change=${() => this.#toggle(code)} />${sayTitle(acts[code])}
          </label>`,
        )}
      </div>
      ${this.#renderFault('acts')}
    </fieldset>`;
  }

  #renderTimes(): TemplateResult {
    return html`<fieldset>
      <legend class="label">${msg('Days and hours, by Weihai’s clock')}</legend>
      <div class="pair">
        <div>${this.#renderDate('fromOn', 'date', msg('First day'))}</div>
        <div>${this.#renderDate('toOn', 'date', msg('Last day'))}</div>
      </div>
      ${this.#renderFault('days')}
      <label class="tick">
        <input type="checkbox" ?checked=${live(this.draft.isAllDay)} @change=${() => this.#put({ isAllDay: !this.draft.isAllDay })} />${msg('All day and night')}
      </label>
      ${
        this.draft.isAllDay
          ? nothing
          : html`<div class="pair">
              <div>${this.#renderDate('fromTime', 'time', msg('Daily from'))}</div>
              <div>${this.#renderDate('toTime', 'time', msg('Daily to'))}</div>
            </div>`
      }
      ${this.#renderFault('hours')}
    </fieldset>`;
  }

  #renderDate(name: DateName, type: 'date' | 'time', label: string): TemplateResult {
    return html`<label for=${name}>${label}</label>
      <input id=${name} type=${type} .value=${live(this.draft[name])} @input=${(event: Event) => this.#put({ [name]: valueOf(event) })} />
      ${type === 'date' ? html`<hl-said-date .date=${this.draft[name]}></hl-said-date>` : nothing}`;
  }

  #renderFault(field: PermitField): TemplateResult | typeof nothing {
    const fault = this.isTried ? this.#faults.get(field) : undefined;
    return fault ? html`<p class="fault" role="alert">${fault}</p>` : nothing;
  }

  #toggle(code: PermitDraft['acts'][number]): void {
    const { acts: chosen } = this.draft;
    const isChosen = chosen.includes(code);
    this.#put({ acts: codesOf(acts).filter((each) => (each === code ? !isChosen : chosen.includes(each))) });
  }

  #put(patch: PermitPatch): void {
    this.dispatchEvent(new PermitChangeEvent(patch));
  }
}

function valueOf({ target }: Event): string {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement ? target.value : '';
}
