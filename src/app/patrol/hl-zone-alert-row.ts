import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { zoneWatchContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { LiveController } from '../kit/live-controller.ts';
import type { ZoneWatch } from '../ports.ts';

/** Whether this phone vibrates and sounds on entering the ban area, with the button that changes it. */
@customElement('hl-zone-alert-row')
@localized()
export class HlZoneAlertRow extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      button {
        width: 100%;
        margin-top: var(--hl-space-3);
      }
    `,
  ];

  @consume({ context: zoneWatchContext }) zoneWatch!: ZoneWatch;

  readonly #state = new LiveController(
    this,
    () => [this.zoneWatch] as const,
    (zoneWatch) => zoneWatch.state,
  );

  protected override render(): TemplateResult {
    const isOn = this.#state.value?.isAlerting ?? true;
    return html`<section class="panel" aria-labelledby="alert">
      <h2 id="alert">${msg('On entering the fire zone')}</h2>
      <p>${isOn ? msg('This phone vibrates and beeps, while the app is open on the screen.') : msg('This phone stays silent. The map shows it all the same.')}</p>
      <button type="button" @click=${() => this.#set(!isOn)}>
        ${isOn ? msg('Stay silent') : msg('Vibrate and beep')}
      </button>
    </section>`;
  }

  #set(on: boolean): void {
    this.zoneWatch.setAlerting(on).catch((problem: unknown) => console.error('the alert was not changed', problem));
  }
}
