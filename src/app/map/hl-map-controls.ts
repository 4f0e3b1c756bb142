import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { mapButtonStyles } from './map-button-styles.ts';

export type MapStep = 'in' | 'out' | 'me' | 'all';

declare global {
  interface HTMLElementTagNameMap {
    'hl-map-controls': MapControls;
  }
}

/** The map's buttons. Fires `hl-map-step` with what is wanted of the camera. */
@customElement('hl-map-controls')
@localized()
export class MapControls extends LitElement {
  static override styles = [
    mapButtonStyles,
    css`
      :host {
        display: grid;
        gap: 8px;
      }
      @container (max-height: 320px) {
        :host {
          grid-template-columns: 48px 48px;
        }
      }
    `,
  ];

  /** Whether there is a position of one's own to go to. */
  @property({ type: Boolean }) located = false;

  protected override render() {
    return html`
      ${this.#renderButton('in', msg('Zoom in'), svg`<path d="M12 5v14M5 12h14"/>`)}
      ${this.#renderButton('out', msg('Zoom out'), svg`<path d="M5 12h14"/>`)}
      ${this.#renderButton('all', msg('Show the whole area'), svg`<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"/>`)}
      ${
        this.located
          ? this.#renderButton(
              'me',
              msg('Show where I am'),
              svg`<circle cx="12" cy="12" r="6"/><path d="M12 2v4M12 18v4M2 12h4M18 12h4"/>`,
            )
          : nothing
      }
    `;
  }

  #renderButton(step: MapStep, name: string, drawing: unknown) {
    return html`<button type="button" aria-label=${name} title=${name} @click=${() => this.#ask(step)}>
      <svg viewBox="0 0 24 24" aria-hidden="true">${drawing}</svg>
    </button>`;
  }

  #ask(step: MapStep): void {
    this.dispatchEvent(new CustomEvent<MapStep>('hl-map-step', { detail: step }));
  }
}
