import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { squareMetersOf } from '../../domain/geo/check-outline.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { accuracyCircle } from '../map/accuracy-circle.ts';
import { permitDraftToBody } from '../permit-draft-to-body.ts';
import type { Corner, PermitDraft } from '../permit-ports.ts';
import { PermitChangeEvent } from './permit-change.ts';
import { readGeoJson } from './read-geojson.ts';

/** Ten-millionths of a degree: a centimetre. */
const round = (degrees: number) => Math.round(degrees * 1e7) / 1e7;

/** Where the permit holds: drawn on the map corner by corner, as a circle, or from GeoJSON. Fires `hl-permit-change`. */
@customElement('hl-permit-area-field')
@localized()
export class HlPermitAreaField extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: grid;
        gap: var(--hl-space-3);
      }

      .row {
        display: flex;
        flex-wrap: wrap;
        gap: var(--hl-space-2);
      }

      .row > button {
        flex: 1 1 auto;
      }

      .circle {
        display: grid;
        grid-template-columns: 1fr 1fr 1fr;
        gap: var(--hl-space-2);
      }

      summary {
        display: flex;
        align-items: center;
        min-height: 48px;
        color: var(--hl-primary);
        font-weight: 600;
        cursor: pointer;
      }

      details > div {
        display: grid;
        gap: var(--hl-space-2);
      }

      .problem {
        color: var(--hl-danger);
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) draft!: PermitDraft;
  /** What is wrong with the area as it is; '' when it is right. */
  @property() fault = '';
  @state() private problem = '';
  @query('#lon') private lon!: HTMLInputElement;
  @query('#lat') private lat!: HTMLInputElement;
  @query('#radius') private radius!: HTMLInputElement;
  @query('textarea') private text!: HTMLTextAreaElement;

  /** A corner pointed at on the map; nothing once the area is closed. */
  addCorner(lon: number, lat: number): void {
    if (this.draft.isClosed) return;
    this.#change({ corners: [...this.draft.corners, [round(lon), round(lat)]] });
  }

  protected override render(): TemplateResult {
    const { corners, isClosed } = this.draft;
    return html`<p role="status">${this.#sayState()}</p>
      <div class="row">
        <button type="button" ?disabled=${corners.length === 0} @click=${this.#undo}>${isClosed ? msg('Open it again') : msg('Take back a corner')}</button>
        <button type="button" ?disabled=${isClosed || corners.length < 3} @click=${() => this.#change({ isClosed: true })}>${msg('Close the area')}</button>
        <button type="button" class="danger" ?disabled=${corners.length === 0} @click=${this.#clear}>${msg('Draw anew')}</button>
      </div>
      ${this.#renderCircle()} ${this.#renderGeoJson()}
      ${this.problem === '' ? nothing : html`<p class="problem" role="alert">${this.problem}</p>`}`;
  }

  #renderCircle(): TemplateResult {
    return html`<details>
      <summary>${msg('As a circle around a point')}</summary>
      <div>
        <div class="circle">
          <div><label for="lon">${msg('Longitude °')}</label><input id="lon" inputmode="decimal" autocomplete="off" placeholder="122.01" /></div>
          <div><label for="lat">${msg('Latitude °')}</label><input id="lat" inputmode="decimal" autocomplete="off" placeholder="37.43" /></div>
          <div><label for="radius">${msg('Radius, m')}</label><input id="radius" inputmode="numeric" autocomplete="off" placeholder="200" /></div>
        </div>
        <button type="button" @click=${this.#drawCircle}>${msg('Take this circle')}</button>
      </div>
    </details>`;
  }

  #renderGeoJson(): TemplateResult {
    return html`<details>
      <summary>${msg('From GeoJSON')}</summary>
      <div>
        <label for="geojson">${msg('One polygon in WGS 84 degrees')}</label>
        <textarea id="geojson" rows="4" spellcheck="false" placeholder='{"type":"Polygon","coordinates":[[…]]}'></textarea>
        <button type="button" @click=${() => this.#take(this.text.value)}>${msg('Take this area')}</button>
        <label for="file">${msg('Or a file')}</label>
        <input id="file" type="file" accept=".json,.geojson,application/geo+json,application/json" @change=${this.#readFile} />
      </div>
    </details>`;
  }

  #sayState(): string {
    const { corners, isClosed } = this.draft;
    if (corners.length === 0)
      return msg(
        'Click the corners on the map, one after the other. By keyboard: move the map with the arrow keys; Enter sets a corner at the cross.',
      );
    if (!isClosed) return msg(str`${corners.length} corners so far. Click on, then close the area.`);
    if (this.fault !== '') return this.fault;
    const squareMeters = squareMetersOf(permitDraftToBody(this.draft).area);
    const hectares = squareMeters < 100_000 ? (squareMeters / 10_000).toFixed(2) : (squareMeters / 10_000).toFixed(0);
    return msg(str`Closed: ${corners.length} corners, about ${hectares} ha`);
  }

  #undo(): void {
    const { corners, isClosed } = this.draft;
    this.#change(isClosed ? { isClosed: false, holes: [] } : { corners: corners.slice(0, -1) });
  }

  #clear(): void {
    this.#change({ corners: [], holes: [], isClosed: false });
  }

  #drawCircle(): void {
    const [lon, lat, meters] = [this.lon, this.lat, this.radius].map(({ value }) => Number.parseFloat(value));
    if (![lon, lat, meters].every(Number.isFinite) || !meters || meters <= 0) {
      this.problem = msg('Give longitude, latitude and a radius in metres as numbers.');
      return;
    }
    const [ring = []] = accuracyCircle(lon ?? 0, lat ?? 0, meters).coordinates;
    const corners = ring.slice(0, -1).map(([x = 0, y = 0]): Corner => [round(x), round(y)]);
    this.#change({ corners, holes: [], isClosed: true });
  }

  async #readFile({ target }: Event): Promise<void> {
    const file = target instanceof HTMLInputElement ? target.files?.[0] : undefined;
    if (file) this.#take(await file.text());
  }

  /** A refusal leaves the area as it was. */
  #take(text: string): void {
    const read = readGeoJson(text);
    if (read.ok) this.#change({ corners: read.corners, holes: read.holes, isClosed: true });
    else this.problem = read.because;
  }

  #change(patch: Partial<Pick<PermitDraft, 'corners' | 'holes' | 'isClosed'>>): void {
    this.problem = '';
    this.dispatchEvent(new PermitChangeEvent(patch));
  }
}
