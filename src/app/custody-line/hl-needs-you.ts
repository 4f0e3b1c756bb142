import { localized } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { icon } from '../kit/icon.ts';
import { explainNeedsYou, type NeedsYou } from './explain-needs-you.ts';

/** Nothing on the phone itself is stuck by these. */
const passing: readonly NeedsYou[] = ['hub-full', 'hub-fails', 'hub-busy', 'no-grant'];

/** What only a person can settle, and what stands in the way at the hub: what happened, and what to do. */
@customElement('hl-needs-you')
@localized()
export class HlNeedsYou extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      div.needs {
        display: flex;
        align-items: center;
        flex-wrap: wrap;
        gap: var(--hl-space-2) var(--hl-space-3);
        padding: var(--hl-space-2) var(--hl-space-4);
        border-left: 0.375rem solid var(--hl-danger);
        background: var(--hl-danger-wash);
      }

      .needs > svg {
        color: var(--hl-danger);
      }

      div.passing {
        border-left-color: var(--hl-warn-line);
        background: var(--hl-warn-wash);
      }

      .passing > svg {
        color: var(--hl-warn-ink);
      }

      .words {
        flex: 1 1 11rem;
        min-width: 0;
      }
    `,
  ];

  @property({ attribute: false }) because: NeedsYou | null = null;

  protected override render(): TemplateResult | null {
    const { because } = this;
    if (!because) return null;
    const { happened, todo } = explainNeedsYou(because);
    return html`<div class="panel needs ${passing.includes(because) ? 'passing' : ''}" role="alert" data-needs-you=${because}>
      ${icon('warning')}
      <div class="words">
        <p><strong>${happened}</strong></p>
        <p>${todo}</p>
      </div>
    </div>`;
  }
}
