import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { lockingContext, passkeyLockContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { NoticeEvent } from '../kit/notice.ts';
import type { Locking, LockState, PasskeyLocking } from '../lock-ports.ts';
import { explainPasskeyUnlock, explainUnlock } from './lock-words.ts';

/** What is left behind the one lock this phone had for everybody, and the way to it. */
@customElement('hl-old-lock')
@localized()
export class HlOldLock extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      form {
        display: grid;
        gap: var(--hl-space-3);
        padding-top: var(--hl-space-3);
        border-top: 1px solid var(--hl-line);
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
  @property({ attribute: false }) left!: NonNullable<LockState['left']>;
  @query('input') private field!: HTMLInputElement | null;
  @state() private problem = '';
  @state() private busy = false;

  protected override render(): TemplateResult {
    return html`<form @submit=${this.#open}>
      <p>${msg(str`${this.left.drafts} drafts from before are still behind the lock this phone had for everybody. Whoever writes on in one has it.`)}</p>
      ${
        this.left.way === 'passkey'
          ? null
          : html`<div>
              <label for="old-pin">${msg('PIN this phone had for everybody')}</label>
              <input id="old-pin" type="password" autocomplete="off" autocapitalize="off" maxlength="64" required />
            </div>`
      }
      <p class="problem" role="alert">${this.problem}</p>
      <button ?disabled=${this.busy}>${this.busy ? msg('Opening…') : msg('Open them')}</button>
    </form>`;
  }

  async #open(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.problem = await this.#unlock().finally(() => (this.busy = false));
    if (this.problem === '') this.dispatchEvent(new NoticeEvent(msg('They stand among your records now.')));
  }

  async #unlock(): Promise<string> {
    if (!this.field) {
      const result = await this.passkey.unlockBefore();
      return result.ok ? '' : explainPasskeyUnlock(result.because);
    }
    const result = await this.lock.unlockBefore(this.field.value);
    if (this.field) this.field.value = '';
    return result.ok ? '' : explainUnlock(result, Date.now());
  }
}
