import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../kit/base.css.ts';
import { icon } from '../kit/icon.ts';

const shownMs = 5_000;

/** A word that something worked, over the page for a few seconds. Fires `hl-notice-end`. */
@customElement('hl-notice')
export class HlNotice extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        position: sticky;
        bottom: 6rem;
        z-index: 4;
        display: block;
        height: 0;
        pointer-events: none;
      }

      p:has(span) {
        position: absolute;
        bottom: 0;
        left: 50%;
        translate: -50%;
        display: flex;
        align-items: center;
        gap: var(--hl-space-2);
        width: max-content;
        max-width: calc(100% - 2rem);
        padding: var(--hl-space-3) var(--hl-space-4);
        border-radius: var(--hl-radius);
        background: var(--hl-ink);
        color: #fff;
        font-weight: 600;
        box-shadow: var(--hl-shadow);
      }
    `,
  ];

  @property() text = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('text') || this.text === '') return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.dispatchEvent(new CustomEvent('hl-notice-end')), shownMs);
  }

  protected override render(): TemplateResult {
    return html`<p role="status">${this.text === '' ? null : html`${icon('done')}<span>${this.text}</span>`}</p>`;
  }
}
