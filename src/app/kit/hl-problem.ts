import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from './base.css.ts';
import { icon } from './icon.ts';

/** Something of ours that failed, said plainly; the technical reason is one tap away for whoever helps. */
@customElement('hl-problem')
@localized()
export class HlProblem extends LitElement {
  static override styles = [
    base,
    css`
      .panel {
        display: flex;
        gap: var(--hl-space-3);
        background: var(--hl-danger-wash);
      }

      svg {
        color: var(--hl-danger);
      }

      summary {
        min-height: var(--hl-tap);
        display: flex;
        align-items: center;
        cursor: pointer;
      }

      code {
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) problem: unknown = null;

  protected override render(): TemplateResult {
    return html`<div class="panel" role="alert">
      ${icon('warning')}
      <div>
        <p><strong>${msg('Something went wrong in the app.')}</strong></p>
        <p>${msg('What you saved is still on this phone. Close the app and open it again.')}</p>
        <details>
          <summary class="soft">${msg('Details for support')}</summary>
          <code class="soft">${String(this.problem)}</code>
        </details>
      </div>
    </div>`;
  }
}
