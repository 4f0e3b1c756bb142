import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type PartyKind, partyKinds } from '../../domain/shared/codes.ts';
import type { ViolationFields } from '../../protocol/event.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { sayTerm } from '../locales/language.ts';
import { maskIdNumber } from './mask-id-number.ts';

/** Opened personal fields as labelled rows. An ID number shows its last four until asked for. */
@customElement('hl-opened-fields')
@localized()
export class OpenedFields extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      dl {
        display: grid;
        grid-template-columns: max-content 1fr;
        gap: 6px 16px;
        padding: 10px 14px 14px;
        border-top: 1px solid var(--hl-line);
        font-size: 0.9375rem;
      }
      dt {
        color: var(--hl-ink-soft);
      }
      dd {
        min-width: 0;
        overflow-wrap: anywhere;
        white-space: pre-wrap;
        font-variant-numeric: tabular-nums;
      }
      button {
        min-height: 28px;
        margin-inline-start: 8px;
        padding: 0 10px;
        border-width: 1px;
        border-radius: 6px;
        font-size: 0.8125rem;
      }
    `,
  ];

  @property({ attribute: false }) fields: ViolationFields | null = null;
  @property({ attribute: false }) party: string | null = null;
  /** Only what is given is shown: a remark rarely has more than its note. */
  @property({ type: Boolean, attribute: 'words' }) isWords = false;
  @state() private revealed = false;

  protected override render() {
    if (!this.fields) return nothing;
    const { name, idNumber, phone, plate, note } = this.fields;
    return html`<dl>
      ${this.isWords ? nothing : this.#renderRow(msg('Concerns'), this.#sayParty())} ${this.#renderRow(msg('Name'), name)}
      ${this.#renderIdNumber(idNumber)} ${this.#renderRow(msg('Phone number'), phone)}
      ${this.#renderRow(msg('Number plate'), plate)} ${this.#renderRow(msg('Note'), note)}
    </dl>`;
  }

  #renderRow(label: string, value: string) {
    if (this.isWords && value === '') return nothing;
    return html`<dt>${label}</dt><dd>${value === '' ? html`<span class="soft">${msg('not given')}</span>` : value}</dd>`;
  }

  #renderIdNumber(idNumber: string) {
    if (idNumber === '') return this.#renderRow(msg('ID number'), '');
    return html`<dt>${msg('ID number')}</dt>
      <dd>${this.revealed ? idNumber : maskIdNumber(idNumber)}<button
          type="button"
          aria-pressed=${this.revealed}
          @click=${() => this.#toggle()}
        >${this.revealed ? msg('Hide') : msg('Show whole')}</button></dd>`;
  }

  #sayParty(): string {
    return this.party && this.party in partyKinds ? sayTerm(partyKinds[this.party as PartyKind]) : '';
  }

  #toggle(): void {
    this.revealed = !this.revealed;
  }
}
