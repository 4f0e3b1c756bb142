import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ReadyState } from '../../domain/readiness/readiness.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { type IconName, icon } from '../kit/icon.ts';

const signs = { ready: 'done', unknown: 'unsure', 'not-ready': 'close' } as const satisfies Record<
  ReadyState,
  IconName
>;

/** One line of "Ready to leave?": how it is, in sign, colour and word, and what to do. Fires `hl-ready-do` from its button. */
@customElement('hl-ready-line')
@localized()
export class HlReadyLine extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--hl-space-1) var(--hl-space-3);
        padding: var(--hl-space-3) 0;
      }

      .sign {
        display: grid;
        place-items: center;
        width: 2rem;
        height: 2rem;
        border-radius: 50%;
        color: var(--hl-paper);
      }

      .sign svg {
        width: 1.25rem;
        height: 1.25rem;
      }

      .ready {
        background: var(--hl-clear);
      }

      .unknown {
        background: var(--hl-warn-wash);
        color: var(--hl-warn-ink);
      }

      .not-ready {
        background: var(--hl-danger);
      }

      h3 {
        font-size: var(--hl-text);
        line-height: 2rem;
      }

      .state {
        margin-inline-start: var(--hl-space-2);
        font-size: var(--hl-text-small);
        font-weight: 600;
      }

      .state-not-ready {
        color: var(--hl-danger);
      }

      .words {
        grid-column: 2;
      }

      .todo {
        font-weight: 600;
      }

      button {
        margin-top: var(--hl-space-2);
      }
    `,
  ];

  @property({ attribute: false }) state: ReadyState = 'unknown';
  @property() heading = '';
  @property() said = '';
  @property() todo: string | null = null;
  /** What its button says; null: it has none. */
  @property() action: string | null = null;

  protected override render(): TemplateResult {
    return html`<span class="sign ${this.state}">${icon(signs[this.state])}</span>
      <h3>${this.heading}<span class="state state-${this.state}">${this.#sayState()}</span></h3>
      <div class="words">
        <p class=${this.state === 'ready' ? 'soft' : ''}>${this.said}</p>
        ${this.todo === null ? null : html`<p class="todo">${this.todo}</p>`}
        <slot></slot>
        ${this.action === null ? null : html`<button type="button" @click=${this.#do}>${this.action}</button>`}
      </div>`;
  }

  #sayState(): string {
    if (this.state === 'ready') return msg('fine');
    return this.state === 'unknown' ? msg('not known') : msg('to be put right');
  }

  #do(): void {
    this.dispatchEvent(new CustomEvent('hl-ready-do'));
  }
}
