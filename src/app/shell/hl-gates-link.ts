import { consume } from '@lit/context';
import { localized } from '@lit/localize';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { gateModeOf } from '../../domain/gate/gate-file.ts';
import { stationKinds } from '../../domain/shared/codes.ts';
import { gateModes } from '../../domain/shared/gate-codes.ts';
import { pulledContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { icon } from '../kit/icon.ts';
import { LiveController } from '../kit/live-controller.ts';
import { sayTerm } from '../locales/language.ts';
import type { Pulled } from '../ports.ts';

/** The way to the gates, with how many are closed. */
@customElement('hl-gates-link')
@localized()
export class HlGatesLink extends LitElement {
  static override styles = [base, controls];

  @consume({ context: pulledContext }) pulled!: Pulled;

  readonly #gates = new LiveController(
    this,
    () => [this.pulled] as const,
    (pulled) => pulled.gates,
  );

  protected override render(): TemplateResult {
    const closed = (this.#gates.value ?? []).filter((file) => gateModeOf(file) === 'closed').length;
    const words = closed === 0 ? [] : [`${closed} ${sayTerm(gateModes.closed)}`];
    return html`<a class="button wide" href="#/gates">${icon('lock')}${[sayTerm(stationKinds.gate), ...words].join(' · ')}</a>`;
  }
}
