import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { codesOf, type PartyKind, partyKinds } from '../../domain/shared/codes.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { sayTitle } from '../locales/language.ts';
import type { ViolationDraft } from '../ports.ts';
import { DraftChangeEvent } from './draft-change.ts';

type TextField = 'name' | 'idNumber' | 'phone' | 'plate';

interface FieldLook {
  readonly field: TextField;
  readonly label: string;
  readonly inputmode: 'text' | 'tel' | 'numeric';
  readonly maxlength: number;
}

/** Whom it concerns: person, unit or unknown, with what is known of them. Nothing here is required. */
@customElement('hl-party-fields')
@localized()
export class HlPartyFields extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      .kinds {
        display: flex;
        flex-wrap: wrap;
        gap: var(--hl-space-2);
        margin-bottom: var(--hl-space-3);
      }

      .kinds label {
        flex: 1 1 auto;
        display: flex;
        align-items: center;
        justify-content: center;
        gap: var(--hl-space-1);
        min-height: var(--hl-tap);
        margin: 0;
        padding-inline: var(--hl-space-2);
        border: 2px solid var(--hl-line-strong);
        border-radius: var(--hl-radius);
        cursor: pointer;
      }

      .kinds label:has(:checked) {
        border-color: var(--hl-primary);
        background: var(--hl-primary);
        color: var(--hl-on-primary);
      }

      .kinds label:has(:focus-visible) {
        outline: 3px solid var(--hl-focus);
        outline-offset: 2px;
      }

      input[type='radio'] {
        position: absolute;
        opacity: 0;
      }

      .field {
        margin-top: var(--hl-space-3);
      }
    `,
  ];

  @property({ attribute: false }) draft!: ViolationDraft;

  protected override render(): TemplateResult {
    return html`<fieldset>
        <legend class="visually-hidden">${msg('Whom it concerns')}</legend>
        <div class="kinds">${codesOf(partyKinds).map((kind) => this.#renderKind(kind))}</div>
      </fieldset>
      ${this.#looks()
        .filter(({ field }) => this.#isShown(field))
        .map((look) => this.#renderField(look))}`;
  }

  #renderKind(kind: PartyKind): TemplateResult {
    return html`<label>
      <input type="radio" name="party" ?checked=${live(this.draft.party === kind)} .value=${kind}
        @change=${() => this.#change({ party: kind })} />
      ${sayTitle(partyKinds[kind])}
    </label>`;
  }

  #renderField({ field, label, inputmode, maxlength }: FieldLook): TemplateResult {
    return html`<div class="field">
      <label for=${field}>${label}</label>
      <input id=${field} inputmode=${inputmode} maxlength=${maxlength} autocomplete="off" autocapitalize="off"
        .value=${live(this.draft[field])} @input=${(event: Event) => this.#type(field, event)} />
    </div>`;
  }

  #looks(): readonly FieldLook[] {
    const isUnit = this.draft.party === 'unit';
    return [
      { field: 'name', label: isUnit ? msg('Name of the unit') : msg('Name'), inputmode: 'text', maxlength: 200 },
      {
        field: 'idNumber',
        label: isUnit ? msg('Unified social credit code') : msg('ID number'),
        inputmode: 'text',
        maxlength: 40,
      },
      { field: 'phone', label: msg('Phone'), inputmode: 'tel', maxlength: 40 },
      { field: 'plate', label: msg('Number plate'), inputmode: 'text', maxlength: 20 },
    ];
  }

  /** Of someone unknown only the plate is asked; what was typed before stays in sight, so that nothing is recorded unseen. */
  #isShown(field: TextField): boolean {
    return this.draft.party !== 'unknown' || field === 'plate' || this.draft[field] !== '';
  }

  #type(field: TextField, { target }: Event): void {
    if (target instanceof HTMLInputElement) this.#change({ [field]: target.value });
  }

  #change(patch: Partial<Pick<ViolationDraft, TextField | 'party'>>): void {
    this.dispatchEvent(new DraftChangeEvent(patch));
  }
}
