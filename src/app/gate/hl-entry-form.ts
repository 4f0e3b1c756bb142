import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { codesOf } from '../../domain/shared/codes.ts';
import { type GateMode, passClasses } from '../../domain/shared/gate-codes.ts';
import { mostPersons } from '../../protocol/pass.ts';
import type { Station } from '../../protocol/pull.ts';
import type { RecordDraft } from '../draft-ports.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { explainEntry } from '../kit/gate-mode-words.ts';
import { icon } from '../kit/icon.ts';
import { page } from '../kit/page.css.ts';
import { sayTerm } from '../locales/language.ts';
import type { PassDraft } from '../pass-ports.ts';
import { EntryChangeEvent } from './entry-change.ts';

/** One entry, for a keeper with a queue before the barrier: large buttons, the plate first. Fires `hl-entry-change`. */
@customElement('hl-entry-form')
@localized()
export class HlEntryForm extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    css`
      .four,
      .two {
        display: grid;
        grid-template-columns: repeat(4, 1fr);
        gap: var(--hl-space-2);
      }
      .two {
        grid-template-columns: 1fr 1fr;
      }
      .four button {
        min-height: 4rem;
        padding: 0;
      }
      button[aria-pressed='true'] {
        border-color: var(--hl-primary);
        background: var(--hl-primary);
        color: var(--hl-on-primary);
      }
      .persons {
        display: grid;
        grid-template-columns: 4rem 1fr 4rem;
        gap: var(--hl-space-2);
        align-items: center;
        text-align: center;
        font-size: var(--hl-text-large);
        font-weight: 700;
      }
      .persons button {
        min-height: 4rem;
        font-size: 1.75rem;
      }
      .field {
        margin-top: var(--hl-space-3);
      }
      .warning {
        display: flex;
        gap: var(--hl-space-2);
        margin-bottom: var(--hl-space-3);
        padding: var(--hl-space-3);
        border-radius: var(--hl-radius-small);
        background: var(--hl-warn-wash);
        color: var(--hl-warn-ink);
        font-weight: 600;
      }
      .closed {
        background: var(--hl-danger-wash);
        color: var(--hl-danger);
      }
    `,
  ];

  @property({ attribute: false }) draft!: PassDraft;
  /** The mode the gate is in. */
  @property() mode: GateMode = 'registering';
  @property({ attribute: false }) gates: readonly Station[] = [];

  protected override render(): TemplateResult {
    const { draft } = this;
    return html`${this.#renderWarning()}
      <div class="four" role="group" aria-label=${msg('Vehicle')}>
        ${codesOf(passClasses).map((kind) => html`<button type="button" aria-pressed=${draft.class === kind} @click=${() => this.#change({ class: kind })}>${sayTerm(passClasses[kind])}</button>`)}
      </div>
      ${draft.class === 'person' ? null : this.#renderField('plate', msg('Number plate'), 'text', 20)}
      <div class="field persons">
        <button type="button" aria-label=${msg('One person less')} ?disabled=${draft.persons <= 1} @click=${() => this.#change({ persons: draft.persons - 1 })}>−</button>
        <output aria-label=${msg('Persons')}>${draft.persons} ${msg('persons')}</output>
        <button type="button" aria-label=${msg('One person more')} ?disabled=${draft.persons >= mostPersons} @click=${() => this.#change({ persons: draft.persons + 1 })}>+</button>
      </div>
      <div class="field two">
        <button type="button" aria-pressed=${draft.declaresFire} @click=${() => this.#declare(!draft.declaresFire)}>${msg('Carries a fire source')}</button>
        <button type="button" aria-pressed=${draft.depositsFire} ?disabled=${!draft.declaresFire} @click=${() => this.#change({ depositsFire: !draft.depositsFire })}>${msg('Deposited here')}</button>
      </div>
      ${this.#renderField('name', msg('Name'), 'text', 200)} ${this.#renderField('phone', msg('Phone'), 'tel', 40)}
      ${this.gates.length > 1 ? this.#renderGates() : null}`;
  }

  #renderWarning(): TemplateResult | null {
    const warning = explainEntry(this.mode);
    const isClosed = this.mode === 'closed';
    if (warning === null) return null;
    return html`<p class="warning ${isClosed ? 'closed' : ''}" role="alert">${icon(isClosed ? 'banned' : 'warning')}<span>${warning}</span></p>`;
  }

  #renderField(field: 'name' | 'phone' | 'plate', label: string, inputmode: string, maxlength: number): TemplateResult {
    return html`<div class="field">
      <label for=${field}>${label}</label>
      <input id=${field} inputmode=${inputmode} maxlength=${maxlength} autocomplete="off" autocapitalize="characters" .value=${live(this.draft[field])}
        @input=${({ target }: Event) => target instanceof HTMLInputElement && this.#change({ [field]: target.value })} />
    </div>`;
  }

  #renderGates(): TemplateResult {
    return html`<div class="field">
      <label for="gate">${msg('Gate')}</label>
      <select id="gate" @change=${({ target }: Event) => target instanceof HTMLSelectElement && this.#change({ gate: target.value })}>
        ${this.gates.map(({ id, name }) => html`<option value=${id} ?selected=${id === this.draft.gate}>${sayTerm(name)}</option>`)}
      </select>
    </div>`;
  }

  #declare(declaresFire: boolean): void {
    this.#change(declaresFire ? { declaresFire } : { declaresFire, depositsFire: false });
  }

  #change(patch: Partial<Omit<PassDraft, keyof RecordDraft>>): void {
    this.dispatchEvent(new EntryChangeEvent(patch));
  }
}
