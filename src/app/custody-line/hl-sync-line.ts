import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { icon } from '../kit/icon.ts';
import type { SyncState } from '../ports.ts';
import { describeProgress, describeReceived, describeWaiting, isWaiting } from './sync-words.ts';

/** What waits to be sent, how big and how old, and what is being done about it. Fires `hl-try-now`. `hl-needs-you` comes with the late code. */
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
    `,
  ];

  @property({ attribute: false }) state: SyncState | null = null;
  /** The moment by the phone, to tell ages. */
  @property({ attribute: false }) nowAt = 0;

  protected override render(): TemplateResult {
    const { state } = this;
    if (!state) return html`<p class="panel soft" role="status">${msg('One moment')}</p>`;
    return html`${state.needsYou ? html`<hl-needs-you .because=${state.needsYou}></hl-needs-you>` : null}
      ${state.isCounted ? this.#renderCounted(state) : html`<p class="panel soft" role="status">${msg('One moment')}</p>`}`;
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
