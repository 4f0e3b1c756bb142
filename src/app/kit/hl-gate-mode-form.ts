import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { GateSetting } from '../../domain/gate/gate-file.ts';
import { codesOf } from '../../domain/shared/codes.ts';
import { type GateMode, type GateModeReason, gateModeReasons, gateModes } from '../../domain/shared/gate-codes.ts';
import { sayTerm } from '../locales/language.ts';
import { base } from './base.css.ts';
import { controls } from './controls.css.ts';
import { gateModeSigns } from './gate-mode-words.ts';
import { icon } from './icon.ts';

/** Somebody sets a gate's mode, with the reason. */
export class GateModeSetEvent extends CustomEvent<GateSetting> {
  static readonly type = 'hl-gate-mode-set';

  constructor(setting: GateSetting) {
    super(GateModeSetEvent.type, { detail: setting, bubbles: true, composed: true });
  }
}

/** Another mode for a gate: which, why, by which document. Fires `hl-gate-mode-set`, and `hl-cancel`. */
@customElement('hl-gate-mode-form')
@localized()
export class HlGateModeForm extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host,
      form,
      .modes {
        display: grid;
        gap: var(--hl-space-2);
      }
      .modes button {
        justify-content: flex-start;
        min-height: 3.25rem;
      }
      .modes button[aria-pressed='true'] {
        background: var(--hl-primary);
        color: var(--hl-on-primary);
      }
      .two {
        display: grid;
        grid-template-columns: 1fr 2fr;
        gap: var(--hl-space-2);
      }
    `,
  ];

  @property({ type: Boolean }) busy = false;
  @state() private mode: GateMode | null = null;
  @state() private because: GateModeReason | '' = '';
  @state() private written = '';

  protected override render(): TemplateResult {
    return html`<form @submit=${this.#set}>
      <div class="modes" role="group" aria-label=${msg('New mode')}>
        ${codesOf(gateModes).map(
          (mode) => html`<button type="button" aria-pressed=${mode === this.mode} @click=${() => (this.mode = mode)}>
            ${icon(gateModeSigns[mode].icon)}${sayTerm(gateModes[mode])}
          </button>`,
        )}
      </div>
      <div>
        <label for="because">${msg('Why')}</label>
        <select id="because" required @change=${({ target }: Event) => target instanceof HTMLSelectElement && ((this.because = target.value as GateModeReason))}>
          <option value="" ?selected=${this.because === ''}>${msg('Choose')}</option>
          ${codesOf(gateModeReasons).map((code) => html`<option value=${code} ?selected=${code === this.because}>${sayTerm(gateModeReasons[code])}</option>`)}
        </select>
      </div>
      <div>
        <label for="document">${msg('Document number, if any')}</label>
        <input id="document" maxlength="80" autocomplete="off" @input=${({ target }: Event) => target instanceof HTMLInputElement && ((this.written = target.value))} />
      </div>
      <div class="two">
        <button type="button" @click=${() => this.dispatchEvent(new CustomEvent('hl-cancel'))}>${msg('Cancel')}</button>
        <button class="primary" ?disabled=${this.busy || this.mode === null || this.because === ''}>${msg('Set the mode')}</button>
      </div>
    </form>`;
  }

  readonly #set = (event: Event): void => {
    event.preventDefault();
    if (this.mode === null || this.because === '') return;
    this.dispatchEvent(new GateModeSetEvent({ mode: this.mode, because: this.because, document: this.written.trim() }));
  };
}
