import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { dialogSheet } from '../kit/dialog.css.ts';
import '../kit/hl-permit-effect.ts';
import '../kit/hl-permit-facts.ts';
import { icon } from '../kit/icon.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage } from '../locales/language.ts';
import type { ActivePackages } from '../package-ports.ts';
import { type DeskPermit, mayWithdraw } from './desk-permits.ts';
import './hl-responsible.ts';
import { renderBadges, stageBadgeStyles } from './stage-badge.ts';

/** One permit in full, with what it lifts, and the two things that can be done to it. Fires `hl-permit-close`, `hl-permit-correct`, `hl-permit-withdraw` (the reason). */
@customElement('hl-permit-detail')
@localized()
export class HlPermitDetail extends LitElement {
  static override styles = [
    base,
    controls,
    dialogSheet,
    stageBadgeStyles,
    css`
      :host {
        display: grid;
        align-content: start;
        gap: var(--hl-space-3);
        padding: var(--hl-space-4);
      }

      h2 {
        font-size: var(--hl-text-large);
        overflow-wrap: anywhere;
      }

      h3 {
        margin-bottom: var(--hl-space-1);
        font-size: 1rem;
      }

      .quiet {
        justify-self: start;
      }

      dialog {
        margin: auto;
        border-radius: var(--hl-radius);
      }

      .gone {
        padding: var(--hl-space-2) var(--hl-space-3);
        border-inline-start: 0.375rem solid var(--hl-danger);
        background: var(--hl-danger-wash);
      }

      .deeds {
        display: flex;
        flex-wrap: wrap;
        gap: var(--hl-space-2);
      }

      .deeds > button {
        flex: 1 1 auto;
      }

      dialog .deeds {
        margin-top: var(--hl-space-4);
      }
    `,
  ];

  @property({ attribute: false }) row!: DeskPermit;
  @property({ attribute: false }) packages: ActivePackages | null = null;
  @property({ type: Number }) now = 0;
  @state() private reason = '';
  @query('dialog') private dialog!: HTMLDialogElement;

  protected override render(): TemplateResult {
    const { permit } = this.row;
    return html`<button type="button" class="quiet" @click=${() => this.#tell('hl-permit-close')}>${icon('back')}${msg('All permits')}</button>
      <h2 tabindex="-1">${permit.documentNumber}</h2>
      ${renderBadges(this.row)} ${this.#renderGone()}
      <hl-permit-facts .permit=${permit} .supervisor=${permit.supervisor}></hl-permit-facts>
      ${this.packages ? this.#renderEffect(this.packages) : nothing}
      <p class="soft">${msg(str`Issued ${this.#say(permit.issued.at)}`)}${permit.replaces === null ? nothing : html` · ${msg('corrects an earlier one')}`}</p>
      <hl-responsible .permit=${permit.id} .sealed=${permit.responsible}></hl-responsible>
      ${mayWithdraw(this.row) ? this.#renderDeeds() : nothing} ${this.#renderDialog()}`;
  }

  #renderEffect({ rulebooks, zones }: ActivePackages): TemplateResult {
    return html`<section>
      <h3>${msg('What it lifts')}</h3>
      <hl-permit-effect .permit=${this.row.permit} .rulebooks=${rulebooks.map(({ rulebook }) => rulebook)} .zones=${zones.map((one) => one.zones)}></hl-permit-effect>
    </section>`;
  }

  #renderGone(): TemplateResult | typeof nothing {
    const { withdrawn, replacedBy } = this.row.permit;
    if (withdrawn)
      return html`<p class="gone">${msg(str`Withdrawn ${this.#say(withdrawn.at)}: ${withdrawn.reason}`)}</p>`;
    return replacedBy
      ? html`<p class="gone">${msg('Another permit corrects this one: it counts no more.')}</p>`
      : nothing;
  }

  #renderDeeds(): TemplateResult {
    return html`<div class="deeds">
      <button type="button" @click=${() => this.#tell('hl-permit-correct')}>${msg('Correct it')}</button>
      <button type="button" class="danger" @click=${() => this.dialog.showModal()}>${msg('Withdraw it')}</button>
    </div>`;
  }

  #renderDialog(): TemplateResult {
    return html`<dialog aria-labelledby="title">
      <h2 id="title">${msg(str`Withdraw ${this.row.permit.documentNumber}?`)}</h2>
      <p>${msg('It covers nothing any more from the moment the hub has the withdrawal; each phone knows when it has signal. The permit stays on file.')}</p>
      <label for="reason">${msg('Reason (no names)')}</label>
      <textarea id="reason" rows="3" maxlength="300" .value=${this.reason} @input=${this.#typeReason}></textarea>
      <div class="deeds">
        <button type="button" @click=${() => this.dialog.close()}>${msg('Keep it')}</button>
        <button type="button" class="danger" ?disabled=${this.reason.trim() === ''} @click=${this.#withdraw}>${msg('Withdraw')}</button>
      </div>
    </dialog>`;
  }

  #typeReason({ target }: Event): void {
    if (target instanceof HTMLTextAreaElement) this.reason = target.value;
  }

  #withdraw(): void {
    this.dialog.close();
    this.dispatchEvent(new CustomEvent<string>('hl-permit-withdraw', { detail: this.reason }));
    this.reason = '';
  }

  #say(at: number): string {
    return formatMoment(at, this.now, currentLanguage());
  }

  #tell(name: 'hl-permit-close' | 'hl-permit-correct'): void {
    this.dispatchEvent(new CustomEvent(name));
  }
}
