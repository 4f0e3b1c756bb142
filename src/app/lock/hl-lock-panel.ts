import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { lockingContext, passkeyLockContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatSpan } from '../kit/format-span.ts';
import { icon } from '../kit/icon.ts';
import { LiveController } from '../kit/live-controller.ts';
import { NoticeEvent } from '../kit/notice.ts';
import { page } from '../kit/page.css.ts';
import { currentLanguage } from '../locales/language.ts';
import type { Locking, LockState, PasskeyLocking, PasskeyResult } from '../lock-ports.ts';
import './hl-old-lock.ts';
import { explainPasskey, explainSetPin, explainUnlock } from './lock-words.ts';

const choicesMs = [1, 5, 15, 30].map((minutes) => minutes * 60_000);

/** The PIN of whoever is on duty before his drafts and review copies: set it, lock now, lock by itself, take it away. */
@customElement('hl-lock-panel')
@localized()
export class HlLockPanel extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    css`
      .panel,
      form {
        display: grid;
        gap: var(--hl-space-3);
      }

      .problem:empty {
        display: none;
      }

      .problem {
        color: var(--hl-danger);
        font-weight: 600;
      }
    `,
  ];

  @consume({ context: lockingContext }) lock!: Locking;
  @consume({ context: passkeyLockContext }) passkey!: PasskeyLocking;
  @query('#pin-new') private first!: HTMLInputElement;
  @query('#pin-again') private second!: HTMLInputElement;
  @query('#pin-now') private present!: HTMLInputElement;
  @state() private asking: 'new' | 'remove' | null = null;
  @state() private problem = '';
  @state() private busy = false;
  @state() private isOffered = false;

  readonly #state = new LiveController(
    this,
    () => [this.lock] as const,
    (lock) => lock.state,
  );

  readonly #isPasskey = new LiveController(
    this,
    () => [this.passkey] as const,
    (passkey) => passkey.isUsed,
  );

  protected override firstUpdated(): void {
    void this.passkey.isOffered().then((isOffered) => (this.isOffered = isOffered));
  }

  protected override render(): TemplateResult | null {
    const lock = this.#state.value;
    if (!lock) return null;
    return html`<section class="panel" aria-labelledby="lock">
      <h2 id="lock">${this.isOffered || this.#isPasskey.value ? msg('Lock of this app') : msg('PIN')}</h2>
      ${lock.kind === 'none' ? html`<p>${msg('No PIN: whoever unlocks this phone can read drafts and personal details in the app.')}</p>` : this.#renderSet(lock)}
      ${this.#isPasskey.value ? html`<p>${msg('Opens with this phone’s own fingerprint, face or screen lock. Whoever loses that loses drafts, never finished records.')}</p>` : null}
      ${lock.kind === 'unlocked' && lock.isOld ? html`<p><strong>${msg('This is still the lock everybody on this phone had: others can open it. Set one of your own.')}</strong></p>` : null}
      ${this.asking ? this.#renderForm(this.asking) : this.#renderActions(lock)}
      <p class="problem" role="alert">${this.problem}</p>
      ${this.#isPasskey.value ? null : html`<p class="soft">${msg('A PIN slows down a finder. It does not stop a laboratory that copies the whole phone: a long one does so better than a short one.')}</p>`}
      ${lock.left && lock.kind !== 'locked' ? html`<hl-old-lock .left=${lock.left}></hl-old-lock>` : null}
    </section>`;
  }

  #renderSet({ kind, afterMs }: LockState): TemplateResult {
    const language = currentLanguage();
    if (kind === 'locked')
      return html`<p>${msg('Locked.')}</p><a class="button primary wide" href="#/unlock">${icon('lock')}${msg('Unlock')}</a>`;
    return html`<button class="primary wide" type="button" @click=${() => this.lock.lock()}>${icon('lock')}${msg('Lock now')}</button>
      <div>
        <label for="after">${msg('Locks by itself after')}</label>
        <select id="after" @change=${this.#changeAfter}>
          ${choicesMs.map((ms) => html`<option value=${ms} ?selected=${ms === afterMs}>${msg(str`${formatSpan(ms, language)} untouched`)}</option>`)}
        </select>
      </div>`;
  }

  #renderActions({ kind }: LockState): TemplateResult | null {
    if (kind === 'locked') return null;
    const isPasskey = this.#isPasskey.value === true;
    const set = kind === 'none' ? msg('Set a PIN') : isPasskey ? msg('Set a PIN instead') : msg('Change the PIN');
    return html`<button type="button" @click=${() => this.#ask('new')}>${set}</button>
      ${this.isOffered && !isPasskey ? html`<button type="button" ?disabled=${this.busy} @click=${this.#setPasskey}>${msg('Use fingerprint, face or screen lock')}</button>` : null}
      ${kind === 'none' ? null : this.#renderRemove(isPasskey)}`;
  }

  #renderRemove(isPasskey: boolean): TemplateResult {
    return isPasskey
      ? html`<button class="quiet danger" type="button" ?disabled=${this.busy} @click=${this.#removePasskey}>${msg('Take the lock away')}</button>`
      : html`<button class="quiet danger" type="button" @click=${() => this.#ask('remove')}>${msg('Take the PIN away')}</button>`;
  }

  #renderForm(asking: 'new' | 'remove'): TemplateResult {
    return html`<form @submit=${asking === 'new' ? this.#set : this.#remove}>
      ${
        asking === 'new'
          ? html`${this.#renderField('pin-new', msg('New PIN, six characters or more'))} ${this.#renderField('pin-again', msg('The same once more'))}`
          : this.#renderField('pin-now', msg('Present PIN'))
      }
      <button class="primary wide" ?disabled=${this.busy}>${this.busy ? msg('One moment') : msg('OK')}</button>
      <button type="button" @click=${() => this.#ask(null)}>${msg('Cancel')}</button>
    </form>`;
  }

  #renderField(id: string, label: string): TemplateResult {
    return html`<div>
      <label for=${id}>${label}</label>
      <input id=${id} type="password" autocomplete="off" autocapitalize="off" maxlength="64" required />
    </div>`;
  }

  #ask(asking: 'new' | 'remove' | null): void {
    this.asking = asking;
    this.problem = '';
  }

  #changeAfter(event: Event): void {
    if (event.target instanceof HTMLSelectElement) void this.lock.lockAfter(Number(event.target.value));
  }

  async #set(event: Event): Promise<void> {
    event.preventDefault();
    const pin = this.first.value;
    if (pin !== this.second.value) this.problem = msg('The two are not the same.');
    else
      await this.#try(async () => {
        const result = await this.lock.setPin(pin);
        return result.ok ? '' : explainSetPin(result.because);
      }, msg('The PIN is set. Whoever forgets it loses drafts, never finished records.'));
  }

  async #remove(event: Event): Promise<void> {
    event.preventDefault();
    const pin = this.present.value;
    await this.#try(async () => {
      const result = await this.lock.removePin(pin);
      return result.ok ? '' : explainUnlock(result, Date.now());
    }, msg('There is no PIN any more.'));
  }

  async #setPasskey(): Promise<void> {
    await this.#try(
      () => explained(this.passkey.set()),
      msg('From now on the app opens with this phone’s own fingerprint, face or screen lock.'),
    );
  }

  async #removePasskey(): Promise<void> {
    await this.#try(() => explained(this.passkey.remove()), msg('There is no lock any more.'));
  }

  async #try(work: () => Promise<string>, done: string): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.problem = await work().finally(() => (this.busy = false));
    if (this.problem !== '') return;
    this.asking = null;
    this.dispatchEvent(new NoticeEvent(done));
  }
}

async function explained(asked: Promise<PasskeyResult>): Promise<string> {
  const result = await asked;
  return result.ok ? '' : explainPasskey(result.because);
}
