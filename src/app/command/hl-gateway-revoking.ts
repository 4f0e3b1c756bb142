import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { codesOf } from '../../domain/shared/codes.ts';
import { type GatewayRevocation, gatewayRevocations } from '../../domain/shared/trouble-codes.ts';
import { administrationContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { sayTerm } from '../locales/language.ts';
import type { Administration } from '../ports.ts';
import { evidenceExportStyles } from './evidence-export.css.ts';

type Face = 'asking' | 'working' | 'done' | 'no-network' | 'refused';

/** A button, and the dialog in which a gateway is revoked: what that means, why, and how it is admitted again. */
@customElement('hl-gateway-revoking')
@localized()
export class GatewayRevoking extends LitElement {
  static override styles = [
    base,
    controls,
    evidenceExportStyles,
    css`
      fieldset {
        display: grid;
        gap: 8px;
        padding: 0;
        border: 0;
      }
      legend {
        margin-bottom: 6px;
        font-weight: 600;
      }
    `,
  ];

  @consume({ context: administrationContext }) administration!: Administration;
  @property() gateway = '';
  @property() name = '';
  @state() private face: Face = 'asking';
  @state() private because: GatewayRevocation | null = null;
  @state() private isShown = false;
  @query('dialog') private dialog!: HTMLDialogElement;

  #asking: AbortController | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#asking?.abort();
  }

  protected override render(): TemplateResult {
    return html`
      <button type="button" class="wide danger" @click=${this.#show}>${msg('Revoke this gateway…')}</button>
      <dialog aria-labelledby="title" @close=${this.#end}>
        <h2 id="title">${msg('Revoke the gateway')} ${this.name}</h2>
        ${this.isShown ? this.#renderFace() : nothing}
      </dialog>
    `;
  }

  #renderFace(): TemplateResult {
    if (this.face === 'done') return this.#renderDone();
    return html`<form @submit=${this.#onSubmit}>
      <ul class="contents">
        <li>${msg('It is disconnected at once and let in no more; nothing it still sends is used.')}</li>
        <li>${msg('All its sensors and gates are shown as no contact: nothing watches their places until it is admitted again.')}</li>
        <li>${msg('What it reported before stays. That you did this, when and why, is signed and stays.')}</li>
      </ul>
      <fieldset>
        <legend>${msg('Reason')}</legend>
        ${codesOf(gatewayRevocations).map((code) => this.#renderReason(code))}
      </fieldset>
      ${this.#renderRefusal()}
      <div class="answers">
        <button type="button" autofocus @click=${this.#close}>${msg('Cancel')}</button>
        <button class="danger" ?disabled=${this.because === null || this.face === 'working'}>
          ${this.face === 'working' ? msg('Revoking…') : msg('Revoke it now')}
        </button>
      </div>
    </form>`;
  }

  #renderReason(code: GatewayRevocation): TemplateResult {
    return html`<label class="choice">
      <input type="radio" name="because" ?checked=${this.because === code} @change=${() => (this.because = code)} />
      <span>${sayTerm(gatewayRevocations[code])}</span>
    </label>`;
  }

  #renderRefusal() {
    const words = {
      'no-network': msg('The hub did not answer. Whether it was revoked shows here as soon as there is contact again.'),
      refused: msg('The hub did not do it. Only command may revoke a gateway.'),
    };
    if (this.face !== 'no-network' && this.face !== 'refused') return nothing;
    return html`<p class="refused" role="alert">${words[this.face]}</p>`;
  }

  #renderDone(): TemplateResult {
    return html`<div class="done">
      <p role="status"><strong>${msg('Revoked. It is let in no more.')}</strong></p>
      <div class="answers"><button type="button" @click=${this.#close}>${msg('Close')}</button></div>
    </div>`;
  }

  #show(): void {
    this.face = 'asking';
    this.because = null;
    this.isShown = true;
    this.dialog.showModal();
  }

  #close(): void {
    this.dialog.close();
  }

  #end(): void {
    this.#asking?.abort();
    this.isShown = false;
  }

  async #onSubmit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.because === null || this.face === 'working') return;
    const { signal } = (this.#asking = new AbortController());
    this.face = 'working';
    const answer = await this.administration.revokeGateway(this.gateway, this.because, signal);
    if (signal.aborted) return;
    if (answer.ok) this.face = 'done';
    else this.face = answer.detail === 'no-network' ? 'no-network' : 'refused';
  }
}
