import { type ContextType, consume } from '@lit/context';
import { localized } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { gateModeOf } from '../../domain/gate/gate-file.ts';
import { stationKinds } from '../../domain/shared/codes.ts';
import { gateModes } from '../../domain/shared/gate-codes.ts';
import { lateContext, pulledContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { icon } from '../kit/icon.ts';
import { LiveController } from '../kit/live-controller.ts';
import { sayTerm } from '../locales/language.ts';
import type { Pulled } from '../ports.ts';

/** The way to the gates, with how many are closed, and to what smoke sensors say. */
@customElement('hl-gates-link')
@localized()
export class HlGatesLink extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: grid;
        gap: var(--hl-space-3);
      }
    `,
  ];

  @consume({ context: pulledContext }) pulled!: Pulled;
  @consume({ context: lateContext }) late?: ContextType<typeof lateContext>;

  readonly #gates = new LiveController(
    this,
    () => [this.pulled] as const,
    (pulled) => pulled.gates,
  );

  protected override render(): TemplateResult {
    const closed = (this.#gates.value ?? []).filter((file) => gateModeOf(file) === 'closed').length;
    const words = closed === 0 ? [] : [`${closed} ${sayTerm(gateModes.closed)}`];
    return html`<a class="button wide" href="#/gates">${icon('lock')}${[sayTerm(stationKinds.gate), ...words].join(' · ')}</a>
      <button type="button" class="wide" @click=${this.#show}>${icon('fire')}${sayTerm(stationKinds['smoke-sensor'])}</button>`;
  }

  /** Its code comes when somebody wants it. */
  async #show(): Promise<void> {
    await (await this.late?.bring())?.loadSensors();
    const sheet = document.createElement('hl-sensor-sheet');
    sheet.addEventListener('close', () => sheet.remove());
    this.renderRoot.append(sheet);
  }
}
