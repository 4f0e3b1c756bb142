import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { knownPassesContext } from '../contexts.ts';
import type { KnownPasses } from '../gate-ports.ts';
import { base } from '../kit/base.css.ts';
import { icon } from '../kit/icon.ts';
import { LiveController } from '../kit/live-controller.ts';

/** That the register lacks what other keepers wrote, while what was pulled is another person's: with signal or without. */
@customElement('hl-register-lacks')
@localized()
export class HlRegisterLacks extends LitElement {
  static override styles = [
    base,
    css`
      p {
        display: flex;
        gap: var(--hl-space-2);
        margin-block: var(--hl-space-2);
        color: var(--hl-warn-ink);
      }

      svg {
        flex: none;
      }
    `,
  ];

  @consume({ context: knownPassesContext }) known!: KnownPasses;

  readonly #areAllKnown = new LiveController(
    this,
    () => [this.known] as const,
    (known) => known.areAllKnown,
  );

  protected override render() {
    if (this.#areAllKnown.value !== false) return nothing;
    return html`<p role="status">${icon('warning')}<span><strong>${msg('This list is not whole.')}</strong>
      ${msg('It has what was registered on this phone. What other keepers registered comes for you once there is signal.')}</span></p>`;
  }
}
