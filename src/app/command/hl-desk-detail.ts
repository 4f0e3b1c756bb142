import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { sayTerm } from '../locales/language.ts';
import type { DeskPicture, OpenRow } from './desk-picture.ts';
import { detailStyles } from './detail.css.ts';
import { renderDetailHead } from './detail-head.ts';
import './hl-alarm-detail.ts';
import './hl-incident-detail.ts';
import './hl-sighting-detail.ts';
import './hl-ranger-detail.ts';
import './hl-station-detail.ts';
import './hl-violation-detail.ts';

/** The panel beside the list: what is open, in full. Fires `hl-detail-close`. */
@customElement('hl-desk-detail')
@localized()
export class DeskDetail extends LitElement {
  static override styles = [
    base,
    controls,
    detailStyles,
    css`
      :host {
        display: block;
        overflow-y: auto;
        overscroll-behavior: contain;
        background: var(--hl-paper);
      }
    `,
  ];

  @property({ attribute: false }) picture: DeskPicture | null = null;
  @property({ attribute: false }) open: OpenRow | null = null;
  @property({ attribute: false }) underway: ReadonlySet<string> = new Set();

  protected override render() {
    const { picture, open } = this;
    if (!picture || !open) return nothing;
    const faces = {
      incident: () => this.#renderIncident(picture, open.id),
      sighting: () => this.#renderSighting(picture, open.id),
      alarm: () => this.#renderAlarm(picture, open.id),
      violation: () => this.#renderViolation(picture, open.id),
      ranger: () => this.#renderRanger(picture, open.id),
      station: () => this.#renderStation(picture, open.id),
    } as const;
    // Each row's panel is its own: what was begun in one, a form or a choice, never goes on in the next.
    return html`<div @keydown=${this.#onKey}>${keyed(`${open.kind}/${open.id}`, faces[open.kind]())}</div>`;
  }

  /** Moves the keyboard to the panel's heading. */
  async focusHeading(): Promise<void> {
    await this.updateComplete;
    const detail = this.renderRoot.querySelector('div')?.firstElementChild;
    if (detail instanceof LitElement) await detail.updateComplete;
    (detail?.shadowRoot ?? this.renderRoot).querySelector<HTMLElement>('h2')?.focus();
  }

  #renderAlarm(picture: DeskPicture, id: string): TemplateResult {
    const row = picture.alarms?.find((alarm) => alarm.id === id);
    if (!row) return this.#renderGone();
    const station = picture.stations?.find((each) => each.id === row.station) ?? null;
    const nameStation = (other: string) => {
      const known = picture.stations?.find((each) => each.id === other);
      return known ? sayTerm(known.name) : other;
    };
    const gateway = picture.stations?.find((each) => each.id === station?.gateway);
    return html`<hl-alarm-detail .row=${row} .station=${station} .clock=${gateway?.clock ?? null} .nameStation=${nameStation} .readings=${picture.readings.get(row.station) ?? []} .people=${picture.people} .underway=${this.underway.has(id)} .now=${picture.now}></hl-alarm-detail>`;
  }

  #renderIncident(picture: DeskPicture, id: string): TemplateResult {
    const standing = picture.incidents?.find(({ members }) => members.some((member) => member.id === id));
    if (!standing) return this.#renderGone();
    return html`<hl-incident-detail .row=${standing} .picture=${picture}></hl-incident-detail>`;
  }

  #renderSighting(picture: DeskPicture, id: string): TemplateResult {
    const row = picture.sightings?.find((sighting) => sighting.id === id);
    if (!row) return this.#renderGone();
    return html`<hl-sighting-detail .row=${row} .places=${picture.places} .people=${picture.people} .now=${picture.now}></hl-sighting-detail>`;
  }

  #renderViolation(picture: DeskPicture, id: string): TemplateResult {
    const row = picture.violations?.find((violation) => violation.id === id);
    if (!row) return this.#renderGone();
    return html`<hl-violation-detail .row=${row} .rulebooks=${picture.rulebooks} .case=${picture.cases.get(id) ?? null} .places=${picture.places} .people=${picture.people} .lostFrom=${picture.lostFrom.get(row.chain) ?? null} .now=${picture.now}></hl-violation-detail>`;
  }

  #renderRanger(picture: DeskPicture, id: string): TemplateResult {
    const row = picture.positions?.find(({ device }) => device === id);
    if (!row) return this.#renderGone();
    return html`<hl-ranger-detail .row=${row} .places=${picture.places} .people=${picture.people} .now=${picture.now}></hl-ranger-detail>`;
  }

  #renderStation(picture: DeskPicture, id: string): TemplateResult {
    const shown = [...(picture.sensors ?? []), ...(picture.gates ?? [])].find(({ station }) => station.id === id);
    if (!shown) return this.#renderGone();
    return html`<hl-station-detail .shown=${shown} .gateMode=${picture.gateModes.get(id) ?? null} .people=${picture.people} .readings=${picture.readings.get(id) ?? []} .now=${picture.now}></hl-station-detail>`;
  }

  #renderGone(): TemplateResult {
    return html`<article>
      ${renderDetailHead(this, msg('No longer here'), nothing)}
      <section><p>${msg('This row is not in what the hub last sent.')}</p></section>
    </article>`;
  }

  #onKey({ key }: KeyboardEvent): void {
    if (key !== 'Escape') return;
    this.dispatchEvent(new CustomEvent('hl-detail-close', { bubbles: true, composed: true }));
  }
}
