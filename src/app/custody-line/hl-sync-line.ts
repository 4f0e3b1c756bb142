import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { icon } from '../kit/icon.ts';
import type { SyncState } from '../ports.ts';
import { describeProgress, describeReceived, describeWaiting, isWaiting } from './sync-words.ts';

/** What waits to be sent, how big and how old, and what is being done about it. What `hl-needs-you` says comes with the late parts. Fires `hl-try-now`. */
@customElement('hl-sync-line')
@localized()
export class HlSyncLine extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      .line {
        display: flex;
        align-items: center;
        flex-wrap: wrap;
        gap: var(--hl-space-2) var(--hl-space-3);
        padding: var(--hl-space-2) var(--hl-space-4);
      }

      .words {
        flex: 1 1 11rem;
        min-width: 0;
      }

      button {
        flex: 1 1 auto;
      }

      .line > svg {
        color: var(--hl-clear);
      }

      .line.waiting > svg {
        color: var(--hl-warn-line);
      }

      hl-needs-you {
        display: block;
        margin-bottom: var(--hl-space-3);
      }
    `,
  ];

  @property({ attribute: false }) state: SyncState | null = null;
  /** This browser keeps nothing. */
  @property({ type: Boolean }) refused = false;
  /** Null while it is not known. */
  @property({ attribute: false }) isEnrolled: boolean | null = true;
  /** The moment by the phone, to tell ages. */
  @property({ attribute: false }) nowAt = 0;

  /** Made by hand: it stays empty until the late parts define it. */
  readonly #needsYou = document.createElement('hl-needs-you');

  protected override render(): TemplateResult {
    const { state, isEnrolled } = this;
    if (this.refused)
      return this.#renderNothing(msg('Nothing is kept and nothing sent'), msg('This browser cannot keep data'));
    if (isEnrolled === false)
      return this.#renderNothing(
        msg('Not enrolled: nothing is sent'),
        msg('Ask the administrator for an enrolment link'),
      );
    if (!state || isEnrolled === null) return this.#renderPending();
    const because = state.needsYou ?? state.obstacle ?? null;
    return html`${because ? Object.assign(this.#needsYou, { because }) : null}
      ${state.isCounted ? this.#renderCounted(state) : this.#renderPending()}`;
  }

  /** As high as what comes in its place. */
  #renderPending(): TemplateResult {
    return html`<div class="panel line">
      ${icon('sync')}
      <div class="words" role="status">
        <p>${msg('One moment')}</p>
        <p class="soft" aria-hidden="true">&nbsp;</p>
      </div>
    </div>`;
  }

  #renderNothing(happened: string, because: string): TemplateResult {
    return html`<div class="panel line waiting">
      ${icon('warning')}
      <div class="words" role="status">
        <p>${happened}</p>
        <p class="soft">${because}</p>
      </div>
    </div>`;
  }

  #renderCounted(state: SyncState): TemplateResult {
    return html`<div class="panel line ${isWaiting(state) ? 'waiting' : ''}" data-waiting=${state.waiting.events + state.waiting.parts}>
        ${icon(isWaiting(state) ? (state.connection === 'offline' ? 'offline' : 'sync') : 'done')}
        <div class="words" role="status">
          <p>${isWaiting(state) ? describeWaiting(state, this.nowAt) : describeReceived(state)}</p>
          <p class="soft">${describeProgress(state, this.nowAt)}</p>
        </div>
        ${isWaiting(state) ? this.#renderTry(state) : null}
      </div>`;
  }

  #renderTry({ running }: SyncState): TemplateResult {
    return html`<button type="button" ?disabled=${running} @click=${() => this.dispatchEvent(new CustomEvent('hl-try-now'))}>
      ${msg('Try now')}
    </button>`;
  }
}
