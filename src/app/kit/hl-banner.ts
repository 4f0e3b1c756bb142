import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from './base.css.ts';
import { type IconName, icon } from './icon.ts';

const signs = { note: null, info: 'me', warning: 'warning', danger: 'warning' } as const satisfies Record<
  string,
  IconName | null
>;

/** One line across the page that stays until its reason is gone. `note` is a thin strip; the others carry a sign and a colour. */
@customElement('hl-banner')
export class HlBanner extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }

      div {
        display: flex;
        gap: var(--hl-space-3);
        align-items: flex-start;
        padding: var(--hl-space-3) var(--hl-space-4);
        border-left: 0.375rem solid;
      }

      p {
        flex: 1;
        min-width: 0;
      }

      .note {
        justify-content: center;
        padding-block: var(--hl-space-1);
        border: 0;
        background: repeating-linear-gradient(-45deg, #fff3cf 0 0.75rem, #ffebb0 0.75rem 1.5rem);
        color: var(--hl-warn-ink);
        font-size: var(--hl-text-small);
        font-weight: 600;
        text-align: center;
      }

      .info {
        border-color: var(--hl-info-ink);
        background: var(--hl-info-wash);
        color: var(--hl-info-ink);
      }

      .warning {
        border-color: var(--hl-warn-line);
        background: var(--hl-warn-wash);
        color: var(--hl-warn-ink);
      }

      .danger {
        border-color: var(--hl-danger);
        background: var(--hl-danger-wash);
      }
    `,
  ];

  @property() kind: keyof typeof signs = 'info';

  protected override render(): TemplateResult {
    const sign = signs[this.kind];
    return html`<div class=${this.kind}>${sign ? icon(sign) : null}<p><slot></slot></p></div>`;
  }
}
