import { consume } from '@lit/context';
import { localized } from '@lit/localize';
import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Permit } from '../../domain/permit/permit.ts';
import type { Fix } from '../../domain/shared/fix.ts';
import type { Verdict } from '../../domain/verdict/verdict.ts';
import { pulledContext } from '../contexts.ts';
import { LiveController } from '../kit/live-controller.ts';
import { currentLanguage } from '../locales/language.ts';
import '../map/hl-map.ts';
import { permitsToLayer } from '../map/permits-layer.ts';
import type { MapLayers } from '../package-ports.ts';
import '../patrol/hl-zone-state.ts';
import type { Pulled } from '../ports.ts';
import { alarmsToTell } from './alarm-marks.ts';
import { homeMarks } from './home-marks.ts';

/** What the map on the ranger's home shows: where I am, raised alarms, gates with their modes, permits. Comes after the verdict. */
@customElement('hl-home-map')
@localized()
export class HlHomeMap extends LitElement {
  static override styles = css`
    :host,
    hl-map {
      display: block;
      width: 100%;
      height: 100%;
    }

    hl-zone-state {
      position: absolute;
      top: var(--hl-space-2);
      right: var(--hl-space-2);
      max-width: calc(100% - 9rem);
    }
  `;

  @consume({ context: pulledContext }) pulled!: Pulled;
  @property({ attribute: false }) layers: MapLayers | null = null;
  @property({ attribute: false }) me: Fix | null = null;
  @property({ attribute: false }) verdict: Verdict | null = null;
  @property({ attribute: false }) permits: readonly Permit[] = [];
  /** The moment by which permits are in force or over, and alarms shelved. */
  @property({ type: Number }) at = 0;

  readonly #alarms = new LiveController(
    this,
    () => [this.pulled] as const,
    (pulled) => pulled.alarms,
  );
  readonly #stations = new LiveController(
    this,
    () => [this.pulled] as const,
    (pulled) => pulled.stations,
  );
  readonly #gates = new LiveController(
    this,
    () => [this.pulled] as const,
    (pulled) => pulled.gates,
  );
  #areas = permitsToLayer([], 0);

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('permits') || changed.has('at')) this.#areas = permitsToLayer(this.permits, this.at);
  }

  protected override render(): TemplateResult {
    const alarms = alarmsToTell(this.#alarms.value ?? [], this.at || Date.now());
    const marks = homeMarks(alarms, this.#stations.value ?? [], this.#gates.value ?? [], currentLanguage());
    return html`<hl-map .layers=${this.layers} .me=${this.me} .marks=${marks} .permits=${this.#areas} .language=${currentLanguage()}></hl-map>
      <hl-zone-state .verdict=${this.verdict}></hl-zone-state>`;
  }
}
