import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Signatory } from '../../protocol/office.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { officeStyles } from './office.css.ts';

/** Who signs, and the button. Fires `hl-sign` with the signatory once both are filled in. */
@customElement('hl-sign-form')
@localized()
export class SignForm extends LitElement {
  static override styles = [
    base,
    controls,
    officeStyles,
    css`
      form {
        display: grid;
        gap: 12px;
      }
    `,
  ];

  /** Why it cannot be signed yet, or why it was not; null where nothing stands in the way. */
  @property({ attribute: false }) obstacle: string | null = null;
  @property({ type: Boolean }) blocked = false;
  @property({ type: Boolean }) busy = false;
  @state() private isAsked = false;

  protected override render(): TemplateResult {
    return html`<form @submit=${this.#submit} novalidate>
      <div class="fields">
        <div class="half">
          <label for="name">${msg('Signed by (name)')}</label>
          <input id="name" name="name" autocomplete="off" maxlength="60" required />
        </div>
        <div class="half">
          <label for="position">${msg('Office held')}</label>
          <input id="position" name="position" autocomplete="off" maxlength="60" required />
        </div>
      </div>
      <p class="soft"><slot></slot></p>
      ${this.isAsked ? html`<p class="fault" role="alert">${msg('Name and office are both needed.')}</p>` : nothing}
      ${this.obstacle === null ? nothing : html`<p class="fault" role="alert">${this.obstacle}</p>`}
      <div class="actions">
        <button class="primary" ?disabled=${this.blocked || this.busy}>${this.busy ? msg('Saving…') : msg('Sign')}</button>
      </div>
    </form>`;
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement)) return;
    const filled = new FormData(event.target);
    const read = (name: string) => {
      const value = filled.get(name);
      return typeof value === 'string' ? value.trim() : '';
    };
    const signatory: Signatory = { name: read('name'), position: read('position') };
    this.isAsked = signatory.name === '' || signatory.position === '';
    if (!this.isAsked) this.dispatchEvent(new CustomEvent<Signatory>('hl-sign', { detail: signatory }));
  }
}
