import { localized, msg } from '@lit/localize';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatPosition } from '../kit/format-position.ts';
import { currentLanguage } from '../locales/language.ts';
import { mapButtonStyles } from './map-button-styles.ts';

declare global {
  interface HTMLElementTagNameMap {
    'hl-map-placing': MapPlacing;
  }
}

/** Crosshair over the map's centre with its coordinates. Fires `hl-placing-confirm` and `hl-placing-cancel`. */
@customElement('hl-map-placing')
@localized()
export class MapPlacing extends LitElement {
  static override styles = [
    mapButtonStyles,
    css`
      :host {
        position: absolute;
        inset: 0;
        pointer-events: none;
      }
      .cross {
        position: absolute;
        left: calc(50% - 32px);
        top: calc(50% - 32px);
        width: 64px;
        height: 64px;
        stroke-width: 2.5;
      }
      .under {
        stroke: #ffffff;
        stroke-width: 6;
      }
      .over {
        stroke: #b3151b;
      }
      .bar {
        position: absolute;
        inset: auto 8px 36px;
        display: grid;
        gap: 8px;
        grid-template-columns: 1fr auto;
        align-items: center;
        max-width: 420px;
        margin: 0 auto;
        padding: 10px;
        border: 1px solid #8a979d;
        border-radius: 12px;
        background: #ffffff;
        color: #1c2b33;
        font: 15px / 1.35 system-ui, sans-serif;
        pointer-events: auto;
      }
      p {
        grid-column: 1 / -1;
        margin: 0;
      }
      .at {
        font-variant-numeric: tabular-nums;
        font-weight: 600;
        white-space: nowrap;
      }
      button {
        padding: 0 16px;
      }
      .confirm {
        border-color: #15549a;
        background: #15549a;
        color: #ffffff;
      }
      .confirm:hover {
        background: #0f3f75;
      }
    `,
  ];

  @property({ type: Number }) lon = 0;
  @property({ type: Number }) lat = 0;

  protected override render() {
    const rays = 'M32 4v18M32 42v18M4 32h18M42 32h18';
    return html`
      <svg class="cross" viewBox="0 0 64 64" aria-hidden="true">
        <path class="under" d=${rays} /><circle class="under" cx="32" cy="32" r="10" />
        <path class="over" d=${rays} /><circle class="over" cx="32" cy="32" r="10" />
      </svg>
      <div class="bar" role="group" aria-label=${msg('Place by hand')}>
        <p>${msg('Move the map until the cross is on the place.')} <span class="at">${formatPosition(this.lon, this.lat, currentLanguage())}</span></p>
        <button type="button" class="confirm" @click=${() => this.#tell('hl-placing-confirm')}>${msg('Use this place')}</button>
        <button type="button" @click=${() => this.#tell('hl-placing-cancel')}>${msg('Cancel')}</button>
      </div>
    `;
  }

  #tell(name: string): void {
    this.dispatchEvent(new CustomEvent(name));
  }
}
