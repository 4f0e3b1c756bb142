import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, svg } from 'lit';
import { customElement } from 'lit/decorators.js';
import { sirenContext } from '../contexts.ts';
import type { Siren } from '../siren-ports.ts';
import { base } from './base.css.ts';
import { controls } from './controls.css.ts';
import { drawIcon } from './icon.ts';
import { LiveController } from './live-controller.ts';

const soundShape = svg`<path d="M3 9v6h4l5 4.5v-15L7 9z"/><path d="M15.5 8.5a5 5 0 0 1 0 7M18.5 5.5a9 9 0 0 1 0 13"/>`;
const muteShape = svg`<path d="M3 9v6h4l5 4.5v-15L7 9z"/><path d="M16 9l6 6M22 9l-6 6"/>`;

/** The siren's one button, on dark ground: silences it while it sounds, lets it sound where the browser would not, else tests it. */
@customElement('hl-siren-button')
@localized()
export class HlSirenButton extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      button {
        min-height: 40px;
        padding: 2px 12px;
        border-color: #9db8a7;
        background: transparent;
        color: #ffffff;
        font-size: 0.9375rem;
        white-space: nowrap;
      }
      button.calling {
        border-color: #ffffff;
        background: #ffffff;
        color: #a3121a;
        font-weight: 700;
      }
      svg {
        width: 20px;
        height: 20px;
      }
      :focus-visible {
        outline-color: #ffffff;
      }
    `,
  ];

  @consume({ context: sirenContext }) siren!: Siren;

  readonly #state = new LiveController(
    this,
    () => [this.siren] as const,
    (siren) => siren.state,
  );

  protected override render() {
    const state = this.#state.value ?? 'silent';
    if (state === 'silent')
      return html`<button type="button" @click=${() => this.siren.test()}>${drawIcon(soundShape)}${msg('Test the siren')}</button>`;
    // Any touch of the page is what a browser waits for: of a blocked siren nothing else is asked.
    if (state === 'blocked')
      return html`<button type="button" class="calling">${drawIcon(soundShape)}${msg('Siren blocked: touch to hear it')}</button>`;
    return html`<button type="button" class="calling" @click=${() => void this.siren.silence()}>${drawIcon(muteShape)}${msg('Silence')}</button>`;
  }
}
