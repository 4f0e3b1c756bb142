import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Fix } from '../../domain/shared/fix.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatPosition } from '../kit/format-position.ts';
import { formatAge } from '../kit/format-span.ts';
import { icon } from '../kit/icon.ts';
import { currentLanguage } from '../locales/language.ts';
import type { MapLayers } from '../package-ports.ts';
import type { FixState } from '../ports.ts';
import { DraftChangeEvent } from './draft-change.ts';
import { locatedAgoMs } from './located-ago.ts';
import { describeSource } from './violation-words.ts';

/** From then on the phone's last position is not called where it is. */
const oldAfterMs = 60_000;

/** Where it was: the position that will be recorded, how it came about, and the two ways to change it. */
@customElement('hl-place-field')
@localized()
export class HlPlaceField extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      .now {
        display: flex;
        gap: var(--hl-space-3);
        margin-bottom: var(--hl-space-3);
      }

      .ways {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(10rem, 100%), 1fr));
        gap: var(--hl-space-2);
      }

      dialog {
        width: 100vw;
        height: 100dvh;
        max-width: none;
        max-height: none;
        padding: 0;
        border: 0;
      }

      hl-map {
        display: block;
        width: 100%;
        height: 100%;
      }
    `,
  ];

  @property({ attribute: false }) fix: Fix | null = null;
  @property({ attribute: false }) fixState: FixState = { kind: 'waiting' };
  /** The phone's own time, to tell a position's age. */
  @property({ attribute: false }) phoneAt = 0;
  @property({ attribute: false }) loadLayers!: () => Promise<MapLayers>;
  @state() private placing = false;
  @state() private layers: MapLayers | null = null;
  @query('dialog') private dialog!: HTMLDialogElement;

  protected override render(): TemplateResult {
    return html`<div class="now" role="status">${icon('pin')}<div>${this.fix ? this.#renderFix(this.fix) : this.#renderNone()}</div></div>
      <div class="ways">
        <button type="button" ?disabled=${this.fixState.kind !== 'fix'} @click=${this.#useHere}>${icon('locate')}${this.#sayHere()}</button>
        <button type="button" @click=${this.#place}>${icon('pin')}${msg('Place on the map')}</button>
      </div>
      <dialog aria-label=${msg('Place on the map')} @close=${() => (this.placing = false)}>
        ${this.placing ? this.#renderMap() : null}
      </dialog>`;
  }

  #renderFix(fix: Fix): TemplateResult {
    const age = formatAge(this.phoneAt - fix.takenAt, currentLanguage());
    return html`<p><strong>${describeSource(fix)}</strong></p>
      <p class="soft">${formatPosition(fix.lon, fix.lat, currentLanguage())} · ${fix.source === 'hand' ? msg(str`placed ${age}`) : msg(str`located ${age}`)}</p>`;
  }

  #renderNone(): TemplateResult {
    const isWaiting = this.fixState.kind === 'waiting';
    return html`<p><strong>${isWaiting ? msg('Locating…') : msg('No position')}</strong></p>
      <p class="soft">${msg('The record can be saved without a position, or place it on the map.')}</p>`;
  }

  #renderMap(): TemplateResult {
    return html`<hl-map placing .layers=${this.layers} .me=${this.fixState.kind === 'fix' ? this.fixState.fix : this.fix}
      .language=${currentLanguage()} @hl-place=${this.#placed} @hl-place-cancel=${() => this.dialog.close()}></hl-map>`;
  }

  /** Without signal the phone goes on telling where it was. */
  #sayHere(): string {
    const ageMs = locatedAgoMs(this.fixState);
    if (ageMs <= oldAfterMs) return msg('Use where I am now');
    const age = formatAge(ageMs, currentLanguage());
    return msg(str`Use the last position, of ${age}`);
  }

  #useHere(): void {
    if (this.fixState.kind === 'fix') this.#change(this.fixState.fix);
  }

  async #place(): Promise<void> {
    this.placing = true;
    this.dialog.showModal();
    const [layers] = await Promise.all([this.loadLayers(), import('../map/hl-map.ts')]);
    this.layers = layers;
  }

  #placed({ detail: { lon, lat } }: CustomEvent<{ readonly lon: number; readonly lat: number }>): void {
    this.#change({ lon, lat, accuracyMeters: null, takenAt: this.phoneAt, source: 'hand' });
    this.dialog.close();
  }

  #change(fix: Fix): void {
    this.dispatchEvent(new DraftChangeEvent({ fix }));
  }
}
