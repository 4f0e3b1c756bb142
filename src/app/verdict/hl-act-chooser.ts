import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { type Act, acts, codesOf } from '../../domain/shared/codes.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { sayTitle } from '../locales/language.ts';

/** What somebody wants to do, if the general answer is not enough. Fires `hl-act` with the act, or null for any fire. */
@customElement('hl-act-chooser')
@localized()
export class HlActChooser extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: flex;
        align-items: center;
        flex-wrap: wrap;
        gap: var(--hl-space-1) var(--hl-space-3);
      }

      label {
        margin: 0;
      }

      select {
        flex: 1 1 10rem;
        text-overflow: ellipsis;
      }
    `,
  ];

  @property() act: Act | null = null;

  protected override render(): TemplateResult {
    return html`<label for="act">${msg('To do what?')}</label>
      <select id="act" @change=${this.#choose}>
        <option value="" ?selected=${this.act === null}>${msg('Any fire outdoors')}</option>
        ${codesOf(acts).map((code) => html`<option value=${code} ?selected=${this.act === code}>${sayTitle(acts[code])}</option>`)}
      </select>`;
  }

  #choose({ target }: Event): void {
    const code = target instanceof HTMLSelectElement ? target.value : '';
    const act = codesOf(acts).find((each) => each === code) ?? null;
    this.dispatchEvent(new CustomEvent<Act | null>('hl-act', { detail: act }));
  }
}
