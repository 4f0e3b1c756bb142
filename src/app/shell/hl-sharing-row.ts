import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { positionSharingContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatAge } from '../kit/format-span.ts';
import { icon } from '../kit/icon.ts';
import { LiveController } from '../kit/live-controller.ts';
import { currentLanguage } from '../locales/language.ts';
import type { PositionSharing } from '../ports.ts';

/** Whether command sees where this ranger is, said plainly, with the button that stops or starts it. */
@customElement('hl-sharing-row')
@localized()
export class HlSharingRow extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--hl-space-2) var(--hl-space-3);
        padding: var(--hl-space-2) var(--hl-space-4);
      }

      .words {
        flex: 1 1 8rem;
        min-width: 0;
      }

      :host([whole]) .words {
        flex-basis: calc(100% - 3rem);
      }

      :host([whole]) button {
        flex: 1;
      }

      .on > svg {
        color: var(--hl-permitted);
      }
    `,
  ];

  @consume({ context: positionSharingContext }) sharing!: PositionSharing;
  /** Says as well what is shared, when, and what for. */
  @property({ type: Boolean, reflect: true }) whole = false;

  readonly #state = new LiveController(
    this,
    () => [this.sharing] as const,
    (sharing) => sharing.state,
  );

  protected override render(): TemplateResult {
    const { on = false, lastSharedAt = null } = this.#state.value ?? {};
    return html`<div class="panel row ${on ? 'on' : ''}">
      ${icon('locate')}
      <div class="words" role="status">
        <p>${on ? msg('Command sees your position') : msg('Command does not see your position')}</p>
        ${on ? html`<p class="soft">${this.#sayLast(lastSharedAt)}</p>` : null}
        ${this.whole ? html`<p class="soft">${msg('Sent only while the app is open and the screen is on, so that help and tasks find you. Nothing is sent after you stop it.')}</p>` : null}
      </div>
      <button type="button" @click=${() => this.sharing.set(!on)}>${on ? msg('Stop sharing') : msg('Share')}</button>
    </div>`;
  }

  #sayLast(lastSharedAt: number | null): string {
    if (lastSharedAt === null) return msg('Not sent yet');
    const age = formatAge(Date.now() - lastSharedAt, currentLanguage());
    return msg(str`Last sent ${age}`);
  }
}
