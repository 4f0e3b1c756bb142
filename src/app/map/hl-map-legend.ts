import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { areaColours, lineColours, permitColours } from './colours.ts';
import { mapButtonStyles } from './map-button-styles.ts';
import { sayAttribution } from './say-attribution.ts';

declare global {
  interface HTMLElementTagNameMap {
    'hl-map-legend': MapLegend;
  }
}

/** What the map's colours mean and whose data it shows. Open on a wide map; behind one button on a narrow one. */
@customElement('hl-map-legend')
@localized()
export class MapLegend extends LitElement {
  static override styles = [
    mapButtonStyles,
    css`
      :host {
        display: grid;
        justify-items: end;
        gap: 6px;
        color: #1c2b33;
        font: 13px / 1.5 system-ui, sans-serif;
      }
      :host([hidden]) {
        display: none;
      }
      .card {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 14px;
        max-width: min(720px, calc(100cqw - 140px - var(--covered-right, 0px)));
        box-sizing: border-box;
        padding: 6px 12px;
        border-radius: 8px;
        background: rgb(255 255 255 / 94%);
      }
      ul {
        display: contents;
        list-style: none;
      }
      li {
        display: flex;
        align-items: center;
        gap: 6px;
      }
      i {
        width: 20px;
        height: 13px;
        border-radius: 2px;
        border: 1.5px solid;
      }
      .dashed {
        border-style: dashed;
      }
      .source {
        flex-basis: 100%;
        margin: 0;
        color: #47555c;
        font-size: 12px;
      }
      button {
        padding: 0 12px;
        font-size: 15px;
      }
      @container (min-width: 640px) {
        button {
          display: none;
        }
      }
      @container (max-width: 639.9px) {
        .card:not([data-open]) {
          display: none;
        }
        .card {
          flex-flow: column nowrap;
          background: #ffffff;
          max-width: calc(100cqw - 16px);
        }
        .source {
          flex-basis: auto;
        }
      }
    `,
  ];

  @property({ attribute: false }) attribution: readonly string[] = [];
  /** Whether areas of permits are drawn. */
  @property({ type: Boolean, attribute: 'has-permits' }) hasPermits = false;
  @state() private open = false;

  protected override render() {
    return html`
      <div class="card" ?data-open=${this.open} id="card">
        <ul aria-label=${msg('Map legend')}>
          ${this.#renderArea(areaColours.forest, lineColours.forest, msg('Forest'))}
          ${this.#renderArea(areaColours.belt, lineColours.belt, msg('500 m belt'), true)}
          ${this.#renderArea(areaColours.residential, lineColours.residential, msg('Residential area (excepted)'))}
          ${this.hasPermits ? this.#renderArea('#d5e0ee', permitColours.area, msg('Permitted area')) : nothing}
          ${this.#renderArea(areaColours.outside, lineColours.outside, msg('Outside the data'), true)}
        </ul>
        ${this.attribution.length > 0 ? html`<p class="source">${this.attribution.map(sayAttribution).join(' · ')}</p>` : nothing}
      </div>
      <button type="button" aria-expanded=${this.open} aria-controls="card" @click=${() => this.#toggle()}>
        ${this.open ? msg('Close legend') : msg('Legend')}
      </button>
    `;
  }

  #renderArea(fill: string, edge: string, name: string, dashed = false) {
    return html`<li><i class=${dashed ? 'dashed' : ''} style="background:${fill};border-color:${edge}"></i>${name}</li>`;
  }

  #toggle(): void {
    this.open = !this.open;
  }
}
