import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { deviceStatuses, roles } from '../../domain/shared/codes.ts';
import type { Grant } from '../../protocol/enrolment.ts';
import type { Device } from '../../protocol/pull.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import '../kit/hl-problem.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import { deviceListStyles } from './device-list.css.ts';

/** What is to be revoked; `lostFrom`: when it was lost or stolen, null when it was not. */
export interface Revocation {
  readonly device: string;
  readonly lostFrom: number | null;
}

/** Devices with who has them. Fires `hl-revoke` with a `Revocation`, after asking once more. */
@customElement('hl-device-list')
@localized()
export class DeviceList extends LitElement {
  static override styles = [base, controls, deviceListStyles];

  @property({ attribute: false }) rows: readonly Device[] | undefined;
  @property({ attribute: false }) problem: unknown;
  /** This browser's own device: it cannot revoke itself. */
  @property() own: string | null = null;
  @property({ type: Number }) now = 0;
  @state() private asked: Device | null = null;
  /** As the field has it: a civil time in Weihai, or nothing. */
  @state() private lostSince = '';
  @query('dialog') private dialog!: HTMLDialogElement;

  protected override render() {
    return html`${this.#renderRows()}${this.#renderQuestion()}`;
  }

  #renderRows(): TemplateResult {
    if (this.problem !== undefined) return html`<hl-problem .problem=${this.problem}></hl-problem>`;
    if (!this.rows) return html`<p class="empty" role="status">${msg('Loading…')}</p>`;
    if (this.rows.length === 0) return html`<p class="empty">${msg('No device is enrolled yet.')}</p>`;
    const rows = this.rows.toSorted((a, b) => Number(a.status === 'revoked') - Number(b.status === 'revoked'));
    return html`<ul>${repeat(
      rows,
      ({ id }) => id,
      (device) => this.#renderRow(device),
    )}</ul>`;
  }

  #renderRow(device: Device): TemplateResult {
    const isRevoked = device.status === 'revoked';
    return html`<li class=${isRevoked ? 'revoked' : ''}>
      <div>
        ${device.grants.map((grant) => html`<p>${this.#sayGrant(grant)}</p>`)}
        <p class="soft">${msg('Device key')} <code>${device.kid.slice(0, 12)}</code></p>
      </div>
      <span class="status">${isRevoked ? '✕' : '●'} ${sayTerm(deviceStatuses[device.status])}${device.lost ? html`<br />${this.#sayLost(device.lost.fromAt)}` : nothing}</span>
      ${this.#renderAction(device, isRevoked)}
    </li>`;
  }

  #renderAction(device: Device, isRevoked: boolean) {
    if (isRevoked) return html`<span class="action"></span>`;
    if (device.id === this.own) return html`<span class="action soft">${msg('this device')}</span>`;
    return html`<button
      type="button"
      class="action danger"
      aria-label=${msg(str`Revoke: ${nameOf(device)}`)}
      @click=${() => void this.#ask(device)}
    >${msg('Revoke')}</button>`;
  }

  #renderQuestion(): TemplateResult {
    return html`<dialog aria-labelledby="question" @close=${() => this.#answer()}>
      ${
        this.asked
          ? html`<h2 id="question">${msg(str`Revoke the device of ${nameOf(this.asked)}?`)}</h2>
            <p>${msg('It can read nothing more. What it still sends is kept for review and not lost. This cannot be undone: the person has to be enrolled again.')}</p>
            <label class="since">
              ${msg('Lost or stolen since (leave empty if it was not)')}
              <input type="datetime-local" .value=${this.lostSince} @input=${this.#onSince} />
              <span class="soft">${msg('What the hub received of it from then on is marked as doubtful. What it had before counts.')}</span>
            </label>
            <form method="dialog">
              <button value="cancel" autofocus>${msg('Keep it')}</button>
              <button value="revoke" class="danger">${msg('Revoke')}</button>
            </form>`
          : nothing
      }
    </dialog>`;
  }

  async #ask(device: Device): Promise<void> {
    this.asked = device;
    this.lostSince = '';
    await this.updateComplete;
    this.dialog.returnValue = '';
    this.dialog.showModal();
  }

  #onSince({ target }: Event): void {
    this.lostSince = (target as HTMLInputElement).value.slice(0, 16);
  }

  #answer(): void {
    const device = this.asked;
    this.asked = null;
    if (!device || this.dialog.returnValue !== 'revoke') return;
    const lostFrom = this.lostSince === '' ? null : Date.parse(`${this.lostSince}:00+08:00`);
    this.dispatchEvent(new CustomEvent<Revocation>('hl-revoke', { detail: { device: device.id, lostFrom } }));
  }

  #sayLost(fromAt: number): string {
    const since = formatMoment(fromAt, this.now, currentLanguage());
    return msg(str`lost since ${since}`);
  }

  #sayGrant({ person, role, area, fromAt }: Grant): TemplateResult {
    const where = area === '*' ? msg('whole municipality') : area;
    const since = formatMoment(fromAt, this.now, currentLanguage());
    return html`<strong>${person.name}</strong> · ${sayTerm(roles[role])} · ${where}
      <span class="soft">${msg(str`since ${since}`)}</span>`;
  }
}

function nameOf({ grants }: Device): string {
  return grants.map(({ person }) => person.name).join('、');
}
