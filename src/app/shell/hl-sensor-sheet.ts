import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { stationKinds } from '../../domain/shared/codes.ts';
import { syncContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { dialogSheet } from '../kit/dialog.css.ts';
import { sayTerm } from '../locales/language.ts';
import type { Sync } from '../ports.ts';
import './hl-sensor-list.ts';

/** What smoke sensors say, in a sheet that opens with the element. Fires `close`. */
@customElement('hl-sensor-sheet')
@localized()
export class HlSensorSheet extends LitElement {
  static override styles = [base, controls, dialogSheet];

  @consume({ context: syncContext }) sync?: Sync;
  @query('dialog') private dialog!: HTMLDialogElement;

  protected override firstUpdated(): void {
    this.dialog.showModal();
    this.sync?.tryNow(); // who looks wants to know how they are now
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="sensors" @close=${() => this.dispatchEvent(new Event('close'))}>
      <h2 id="sensors">${sayTerm(stationKinds['smoke-sensor'])}</h2>
      <hl-sensor-list></hl-sensor-list>
      <button type="button" class="wide" @click=${() => this.dialog.close()}>${msg('Close')}</button>
    </dialog>`;
  }
}
