import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { closing } from '../../domain/gate/still-inside.ts';
import type { ClosingWatch } from '../closing-watch.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { icon } from '../kit/icon.ts';
import { LiveController } from '../kit/live-controller.ts';

/** Above every page, before the gates close and afterwards, while somebody is still inside: how many, and the way to who they are. */
@customElement('hl-closing-strip')
@localized()
export class HlClosingStrip extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      div {
        position: sticky;
        top: 0;
        z-index: 9;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 16px;
        padding: 8px 16px;
        background: #7a4b00;
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

  @property({ attribute: false }) watch!: Pick<ClosingWatch, 'call' | 'see'>;
  readonly #call = new LiveController(
    this,
    () => [this.watch] as const,
    (watch) => watch.call,
  );

  protected override render() {
    const call = this.#call.value;
    if (!call) return nothing;
    const { stage, entries, persons, isDesk } = call;
    const words =
      stage === 'closing-soon'
        ? msg(str`Gates close at ${closing.at}. Still inside: ${persons} persons, ${entries} entries.`)
        : msg(
            str`Gates are closed since ${closing.at}. Still inside: ${persons} persons, ${entries} entries. Look for them.`,
          );
    return html`<div role="alert">
      ${icon('warning')}<span>${words}</span>
      <a href=${isDesk ? '#/' : '#/gate'}>${msg('Who it is')}</a>
      <button type="button" @click=${() => void this.watch.see()}>${msg('I have seen it')}</button>
    </div>`;
  }
}
