import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { sirenContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import '../kit/hl-siren-button.ts';
import { icon } from '../kit/icon.ts';
import { LiveController } from '../kit/live-controller.ts';
import type { Siren } from '../siren-ports.ts';
import { readRoute } from './read-route.ts';

/** Above every page but the desk itself, which has them in its bar, while smoke calls: how many alarms, the way to them, and the siren's button. */
@customElement('hl-siren-strip')
@localized()
export class HlSirenStrip extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      div {
        position: sticky;
        top: 0;
        z-index: 10;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 16px;
        padding: 8px 16px;
        background: #a3121a;
        color: #ffffff;
        font-weight: 700;
      }
      a {
        color: #ffffff;
        margin-inline-end: auto;
      }
      svg {
        width: 20px;
        height: 20px;
      }
    `,
  ];

  @consume({ context: sirenContext }) siren!: Siren;

  readonly #ringing = new LiveController(
    this,
    () => [this.siren] as const,
    (siren) => siren.ringing,
  );

  readonly #follow = () => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('hashchange', this.#follow);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('hashchange', this.#follow);
  }

  protected override render() {
    const count = this.#ringing.value?.length ?? 0;
    if (count === 0 || readRoute(location.pathname, location.hash).kind === 'home') return nothing;
    return html`<div role="alert">
      ${icon('alarm')}<span>${msg(str`Unacknowledged alarms: ${count}`)}</span>
      <a href="#/">${msg('To the alarms')}</a>
      <hl-siren-button></hl-siren-button>
    </div>`;
  }
}
