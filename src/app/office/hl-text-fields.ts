import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { TextHistory } from '../../domain/legal/fold-legal-texts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import '../kit/hl-said-date.ts';
import { sayTerm } from '../locales/language.ts';
import type { TextForm } from '../text-form.ts';
import { sayUse } from './law-words.ts';
import { officeStyles } from './office.css.ts';

const uses = ['candidate', 'police', 'frame'] as const;

/** Title, number, days, use and note of a text being written. Fires `hl-text` with the whole form as it stands. */
@customElement('hl-text-fields')
@localized()
export class TextFields extends LitElement {
  static override styles = [base, controls, officeStyles];

  @property({ attribute: false }) form: TextForm | null = null;
  @property({ attribute: false }) histories: readonly TextHistory[] = [];

  protected override render(): TemplateResult {
    const { form } = this;
    if (!form) return html``;
    return html`<div class="fields">
      ${this.#renderField('half', 'title', msg('Title'), form.title.zh, (zh) => ({ title: { zh, en: '' } }))}
      ${this.#renderField('half', 'title-en', msg('Title in English, if wanted'), form.title.en, (en) => ({ title: { ...form.title, en } }))}
      ${this.#renderField('third', 'number', msg('Document number'), form.documentNumber.zh, (zh) => ({ documentNumber: { zh, en: '' } }))}
      ${this.#renderField('third', 'from', msg('In force from'), form.fromOn, (fromOn) => ({ fromOn }), 'date')}
      ${this.#renderField('third', 'to', msg('In force to (empty: to this day)'), form.toOn, (toOn) => ({ toOn }), 'date')}
      <div class="half">
        <label for="replaces">${msg('Replaces')}</label>
        <select id="replaces" @change=${(event: Event) => this.#change({ replaces: valueOf(event) })}>
          <option value="" ?selected=${form.replaces === ''}>${msg('nothing')}</option>
          ${this.histories.filter(({ id }) => id !== form.id).map(({ id, current }) => html`<option value=${id} ?selected=${id === form.replaces}>${sayTerm(current.title)}</option>`)}
        </select>
      </div>
      <div class="half">
        <label for="use">${msg('Use')}</label>
        <select id="use" @change=${this.#chooseUse}>
          ${uses.map((use) => html`<option value=${use} ?selected=${use === form.use}>${sayUse(use)}</option>`)}
        </select>
      </div>
      ${this.#renderField('all', 'note', msg('How it was read (source, what it was compared with)'), form.note.zh, (zh) => ({ note: { zh, en: '' } }))}
    </div>`;
  }

  #renderField(
    width: string,
    name: string,
    label: string,
    value: string,
    change: (value: string) => Partial<TextForm>,
    type: 'text' | 'date' = 'text',
  ): TemplateResult {
    return html`<div class=${width}>
      <label for=${name}>${label}</label>
      <input id=${name} type=${type} .value=${value} @input=${(event: Event) => this.#change(change(valueOf(event)))} />
      ${type === 'date' ? html`<hl-said-date .date=${value}></hl-said-date>` : nothing}
    </div>`;
  }

  #chooseUse(event: Event): void {
    const use = uses.find((one) => one === valueOf(event));
    if (use) this.#change({ use });
  }

  #change(change: Partial<TextForm>): void {
    if (this.form) this.dispatchEvent(new CustomEvent<TextForm>('hl-text', { detail: { ...this.form, ...change } }));
  }
}

function valueOf({ target }: Event): string {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement ? target.value : '';
}
