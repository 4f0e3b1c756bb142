import { msg, updateWhenLocaleChanges } from '@lit/localize';
import type { FeatureCollection } from 'geojson';
import { type PropertyValues, ReactiveElement, unsafeCSS } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { GeoJSONSource, Map as LibreMap, MapMouseEvent } from 'maplibre-gl';
import libreCss from 'maplibre-gl/dist/maplibre-gl.css?inline';
import type { Fix } from '../../domain/shared/fix.ts';
import type { MapLayers } from '../package-ports.ts';
import { layersToSources } from './base-layers.ts';
import { createMap } from './create-map.ts';
import { fitArea, type Place } from './fit-area.ts';
import './hl-map-controls.ts';
import type { MapStep } from './hl-map-controls.ts';
import './hl-map-legend.ts';
import './hl-map-placing.ts';
import { mapStyles } from './map-element-styles.ts';
import type { SourceName } from './map-style.ts';
import { type MarkAt, markAt } from './mark-at.ts';
import { meToLayer } from './me-layer.ts';
import { showMarks } from './show-marks.ts';
import { showsOtherwise } from './shows-otherwise.ts';
import { showDrawings } from './zone-tiles.ts';

declare global {
  interface HTMLElementTagNameMap {
    'hl-map': HulinMap;
  }
}

/** What is sent to the map together. */
const parts = ['ground', 'marks', 'me', 'permits', 'drawn'] as const;

const noMarks: FeatureCollection = { type: 'FeatureCollection', features: [] };
const closeZoom = 14;

/**
 * The map of both desks. Renders no template: rows become GeoJSON and go to MapLibre when they say something else.
 * Fires `hl-place` ({lon, lat}), `hl-place-cancel`, `hl-mark-open` ({id, kind}) and, where there is no mark, `hl-map-point` ({lon, lat}).
 * `data-idle` is "true" when all is drawn.
 */
@customElement('hl-map')
export class HulinMap extends ReactiveElement {
  static override styles = [unsafeCSS(libreCss), mapStyles];

  @property({ attribute: false }) layers: MapLayers | null = null;
  @property({ attribute: false }) me: Fix | null = null;
  @property({ attribute: false, hasChanged: showsOtherwise }) marks: FeatureCollection = noMarks;
  /** Areas of permits and the one being drawn (null while nobody draws), as `permitsToLayer` and `drawnAreaToLayer` make them. */
  @property({ attribute: false, hasChanged: showsOtherwise }) permits: FeatureCollection = noMarks;
  @property({ attribute: false, hasChanged: showsOtherwise }) drawn: FeatureCollection | null = null;
  @property({ type: Boolean }) placing = false;
  @property() selected: string | null = null;
  @property() language: 'zh' | 'en' = 'zh';
  /** Pixels on the right that something lies over; the map is centred in what is left. */
  @property({ type: Number, attribute: 'covered-right' }) coveredRight = 0;

  #map: LibreMap | null = null;
  #ready = false;
  #moved = false;
  readonly #frame = document.createElement('div');
  readonly #controls = document.createElement('hl-map-controls');
  readonly #legend = document.createElement('hl-map-legend');
  readonly #placing = document.createElement('hl-map-placing');
  readonly #failure = document.createElement('p');
  readonly #due = new Set<(typeof parts)[number]>();

  constructor() {
    super();
    updateWhenLocaleChanges(this);
    this.#frame.className = 'frame';
    this.#failure.setAttribute('role', 'alert');
    this.#controls.addEventListener('hl-map-step', ({ detail }: CustomEventInit<MapStep>) => this.#step(detail));
    this.#placing.addEventListener('hl-placing-confirm', () => this.#tell('hl-place'));
    this.#placing.addEventListener('hl-placing-cancel', () => this.dispatchEvent(new CustomEvent('hl-place-cancel')));
  }

  /** Moves to a point, closer if the map is far out. Jumps for those who want less motion. */
  flyTo({ lon, lat }: Place, zoom: number = closeZoom): void {
    this.#moved = true;
    const wanted = Math.max(zoom, this.#map?.getZoom() ?? 0);
    this.#map?.easeTo({ center: [lon, lat], zoom: wanted, offset: [-this.coveredRight / 2, 0], duration: 700 });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.renderRoot.append(this.#frame);
    this.#map = createMap(this.#frame, msg('Map'));
    if (this.#map) this.#listen(this.#map);
    for (const part of parts) this.#due.add(part);
    this.renderRoot.append(...(this.#map ? [this.#controls, this.#legend] : [this.#failure]));
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#map?.remove();
    [this.#map, this.#ready] = [null, false];
    this.renderRoot.replaceChildren();
  }

  protected override update(changed: PropertyValues<this>): void {
    super.update(changed);
    this.#failure.textContent = msg(
      'This browser cannot draw the map (no WebGL). The lists show everything all the same.',
    );
    this.#controls.located = this.me !== null;
    this.style.setProperty('--covered-right', `${this.coveredRight}px`);
    const hasPermits = this.permits.features.length > 0;
    Object.assign(this.#legend, { attribution: this.layers?.attribution ?? [], hasPermits });
    this.toggleAttribute('drawing', this.drawn !== null);
    this.#map?.doubleClickZoom[this.drawn ? 'disable' : 'enable']();
    if (changed.has('placing')) this.#showPlacing();
    if (changed.has('layers')) this.#fitArea(false);
    if (changed.has('me')) this.#followFirstFix(changed.get('me') ?? null);
    if (changed.has('layers') || changed.has('language')) this.#due.add('ground');
    if (changed.has('marks') || changed.has('selected')) this.#due.add('marks');
    for (const part of ['me', 'permits', 'drawn'] as const) if (changed.has(part)) this.#due.add(part);
    this.#pushDue();
  }

  #listen(map: LibreMap): void {
    this.dataset['idle'] = 'false';
    map.on('load', () => {
      this.#ready = true;
      this.#pushDue();
    });
    map.on('idle', () => (this.dataset['idle'] = String(this.#ready && this.layers !== null)));
    map.on('movestart', ({ originalEvent }) => {
      this.dataset['idle'] = 'false';
      this.#moved ||= originalEvent !== undefined;
    });
    map.on('move', () => this.#showCentre());
    map.on('click', (event) => this.#open(event));
    map.getCanvas().onkeydown = ({ key }) => void (this.drawn && key === 'Enter' && this.#tell('hl-map-point'));
    map.on('mousemove', 'marks', () => map.getCanvas().style.setProperty('cursor', 'pointer'));
    map.on('mouseleave', 'marks', () => map.getCanvas().style.removeProperty('cursor'));
  }

  #pushDue(): void {
    if (!this.#ready) return;
    if (this.#due.size > 0) this.dataset['idle'] = 'false';
    if (this.#due.has('ground') && this.layers) {
      for (const [name, data] of layersToSources(this.layers, this.language)) this.#setData(name, data);
      if (this.#map) showDrawings(this.#map, this.layers.drawings, 'outside-area');
    }
    if (this.#due.has('marks')) showMarks(this.#map, this.marks, this.selected);
    if (this.#due.has('me')) this.#setData('me', meToLayer(this.me));
    for (const part of ['permits', 'drawn'] as const)
      if (this.#due.has(part)) this.#setData(part, this[part] ?? noMarks);
    this.#due.clear();
  }

  #setData(name: SourceName, data: FeatureCollection): void {
    void this.#map?.getSource<GeoJSONSource>(name)?.setData(data);
  }

  #fitArea(smooth: boolean): void {
    if (!this.layers || !this.#map) return;
    fitArea(this.#map, this.layers.bounds, smooth ? 'smoothly' : this.#moved ? 'not' : 'at-once');
  }

  /** The first fix is shown close; later ones leave the map where the person put it. */
  #followFirstFix(before: Fix | null): void {
    if (before || !this.me || this.#moved || !this.#map) return;
    this.#map.jumpTo({ center: [this.me.lon, this.me.lat], zoom: closeZoom });
    this.#moved = true;
  }

  #step(step: MapStep | undefined): void {
    if (step === 'in') this.#map?.zoomIn();
    if (step === 'out') this.#map?.zoomOut();
    if (step === 'all') this.#fitArea(true);
    if (step === 'me' && this.me) this.flyTo(this.me);
  }

  #showPlacing(): void {
    if (this.placing) this.renderRoot.append(this.#placing);
    else this.#placing.remove();
    this.#legend.hidden = this.placing;
    this.#showCentre();
  }

  #showCentre(): void {
    const centre = this.#map?.getCenter();
    if (centre && this.placing) Object.assign(this.#placing, { lon: centre.lng, lat: centre.lat });
  }

  /** The middle, where a cross is shown while something is placed or drawn by keyboard. */
  #tell(name: 'hl-place' | 'hl-map-point'): void {
    const centre = this.#map?.getCenter();
    if (centre) this.dispatchEvent(new CustomEvent<Place>(name, { detail: { lon: centre.lng, lat: centre.lat } }));
  }

  #open({ point, lngLat: { lng: lon, lat } }: MapMouseEvent): void {
    if (this.placing) return;
    const mark = this.drawn || !this.#map ? null : markAt(this.#map, point);
    if (mark) this.dispatchEvent(new CustomEvent<MarkAt>('hl-mark-open', { detail: mark }));
    else this.dispatchEvent(new CustomEvent<Place>('hl-map-point', { detail: { lon, lat } }));
  }
}
