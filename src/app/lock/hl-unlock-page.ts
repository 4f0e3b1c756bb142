import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { enrolmentContext, lockingContext, passkeyLockContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { icon } from '../kit/icon.ts';
import { LiveController } from '../kit/live-controller.ts';
import { page } from '../kit/page.css.ts';
import type { Locking, PasskeyLocking } from '../lock-ports.ts';
import type { Enrolment } from '../ports.ts';
import { explainPasskeyUnlock, explainUnlock, sayOldLock } from './lock-words.ts';

/**
 * Stands before what is personal of whoever is on duty until he gives his PIN; where nothing is locked, nothing can be given up. Fires
 * `hl-unlocked`.
 */
@customElement('hl-unlock-page')
@localized()
export class HlUnlockPage extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    css`
      form {
        display: grid;
        gap: var(--hl-space-3);
        padding: var(--hl-space-4);
      }

      .open {
        padding: var(--hl-space-4);
      }

      .sign {
        justify-self: center;
        width: 3.5rem;
        height: 3.5rem;
        color: var(--hl-primary);
      }

      .sign svg {
        width: 100%;
        height: 100%;
      }

      .whose {
        font-size: var(--hl-text-title);
        font-weight: 700;
        text-align: center;
      }

      input {
        font-size: var(--hl-text-title);
        text-align: center;
        letter-spacing: 0.2em;
      }

      .problem {
        min-height: 1.5em;
        color: var(--hl-danger);
        font-weight: 600;
      }

      button {
        text-wrap: balance;
      }

      summary {
        display: flex;
        align-items: center;
        min-height: var(--hl-tap);
        cursor: pointer;
      }

      details p {
        margin-bottom: var(--hl-space-3);
      }
    `,
  ];

  @consume({ context: lockingContext }) lock!: Locking;
  @consume({ context: passkeyLockContext }) passkey!: PasskeyLocking;
  @consume({ context: enrolmentContext }) enrolment!: Enrolment;
  @query('input') private field!: HTMLInputElement | null;
  @state() private problem = '';
  @state() private busy = false;

  readonly #state = new LiveController(
    this,
    () => [this.lock],
    (lock) => lock.state,
  );

  readonly #isPasskey = new LiveController(
    this,
    () => [this.passkey] as const,
    (passkey) => passkey.isUsed,
  );

  readonly #profile = new LiveController(
    this,
    () => [this.enrolment] as const,
    (enrolment) => enrolment.profile,
  );

  protected override render(): TemplateResult {
    const isLocked = this.#state.value?.kind === 'locked';
    return html`<header class="top">
        <a class="back" href="#/" aria-label=${msg('Back')}>${icon('back')}</a>
        <h1 tabindex="-1">${isLocked ? msg('Locked') : msg('Unlock')}</h1>
      </header>
      ${isLocked ? this.#renderLock() : html`<p class="open">${this.#state.value ? msg('Nothing is locked.') : ''}</p>`}`;
  }

  #renderLock(): TemplateResult | null {
    if (this.#isPasskey.value === undefined) return null;
    return this.#isPasskey.value ? this.#renderPasskey() : this.#renderPin();
  }

  #renderPasskey(): TemplateResult {
    return html`<div class="sections">
        <form class="panel" @submit=${this.#unlockByPasskey}>
          ${this.#renderWhose()}
          <p id="problem" class="problem" role="alert">${this.problem}</p>
          <button class="primary wide tall" ?disabled=${this.busy}>${this.busy ? msg('Opening…') : msg('Unlock with fingerprint, face or screen lock')}</button>
        </form>
        <details class="panel">
          <summary>${msg('It does not open any more?')}</summary>
          <p>${msg('If the phone’s screen lock was taken away or its key deleted, nobody can open your drafts and your copies of personal details. Finished records are not touched: they still go to command, and command can open them. Nor is anything of anybody else on this phone.')}</p>
          <button class="wide danger" type="button" @click=${this.#forget}>${msg('Give up drafts and start without a lock')}</button>
        </details>
      </div>`;
  }

  #renderPin(): TemplateResult {
    return html`<div class="sections">
        <form class="panel" @submit=${this.#unlock}>
          ${this.#renderWhose()}
          <div>
            <label for="pin">${msg('PIN')}</label>
            <input id="pin" type="password" autocomplete="off" autocapitalize="off" maxlength="64" required aria-describedby="problem" />
          </div>
          <p id="problem" class="problem" role="alert">${this.problem}</p>
          <button class="primary wide tall" ?disabled=${this.busy}>${this.busy ? msg('Opening…') : msg('Unlock')}</button>
        </form>
        <details class="panel">
          <summary>${msg('Forgotten the PIN?')}</summary>
          <p>${msg('Without the PIN nobody can open your drafts and your copies of personal details. Finished records are not touched: they still go to command, and command can open them. Nor is anything of anybody else on this phone.')}</p>
          <button class="wide danger" type="button" @click=${this.#forget}>${msg('Give up drafts and start without a PIN')}</button>
        </details>
      </div>`;
  }

  #renderWhose(): TemplateResult {
    const name = this.#profile.value?.grant.person.name;
    return html`<span class="sign">${icon('lock')}</span>
      ${name ? html`<p class="whose">${name}</p>` : null}
      <p>${msg('Drafts and personal details are locked. Verdicts, alarms and sending go on all the same.')}</p>
      ${this.#state.value?.isOld ? html`<p>${sayOldLock(this.#isPasskey.value === true)}</p>` : null}`;
  }

  async #unlock(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy || !this.field) return;
    this.busy = true;
    const result = await this.lock.unlock(this.field.value).finally(() => (this.busy = false));
    if (this.field) this.field.value = '';
    this.problem = result.ok ? '' : explainUnlock(result, Date.now());
    if (result.ok) this.dispatchEvent(new CustomEvent('hl-unlocked', { bubbles: true, composed: true }));
    else this.field?.focus();
  }

  async #unlockByPasskey(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.problem = '';
    const result = await this.passkey.unlock().finally(() => (this.busy = false));
    if (result.ok) this.dispatchEvent(new CustomEvent('hl-unlocked', { bubbles: true, composed: true }));
    else this.problem = explainPasskeyUnlock(result.because);
  }

  async #forget(): Promise<void> {
    if (!confirm(msg('Give up your drafts and your copies of personal details? They cannot be brought back.'))) return;
    await this.lock.forget();
    this.dispatchEvent(new CustomEvent('hl-unlocked', { bubbles: true, composed: true }));
  }
}
