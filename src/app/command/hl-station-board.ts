import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { type StationKind, stationKinds } from '../../domain/shared/codes.ts';
import type { Station } from '../../protocol/pull.ts';
import type { GateRow } from '../gate-ports.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatAge } from '../kit/format-span.ts';
import { icon } from '../kit/icon.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import { badgeStyles } from './badge.css.ts';
import { boardStyles } from './board.css.ts';
import { renderFace } from './board-faces.ts';
import type { ShownStation } from './order-stations.ts';
import type { ReadingsByStation } from './readings-by-station.ts';
import { RowLimit } from './row-limit.ts';
import { RowOpenEvent } from './row-open-event.ts';
import { sayQuantity, sayValue } from './say-reading.ts';
import { sayClock, sayTrouble } from './say-trouble.ts';
import { renderGateMode, renderStationStatus } from './status-badge.ts';

const shownQuantities = 4;

/** Sensors or gates with the status the desk may show and their last readings. Fires `hl-row-open`. */
@customElement('hl-station-board')
@localized()
export class StationBoard extends LitElement {
  static override styles = [base, controls, badgeStyles, boardStyles, css`.badge { justify-self: start; }`];

  @property({ attribute: false }) rows: readonly ShownStation[] | undefined;
  @property({ attribute: false }) problem: unknown;
  @property({ attribute: false }) readings: ReadingsByStation = new Map();
  /** Of gates: what was said of their modes. */
  @property({ attribute: false }) modes: ReadonlyMap<string, GateRow> = new Map();
  @property({ type: Number }) now = 0;
  @property() selected: string | null = null;

  readonly #limits: Readonly<Record<StationKind, RowLimit>> = {
    ...{ gateway: new RowLimit(this), 'smoke-sensor': new RowLimit(this), gate: new RowLimit(this) },
  };

  protected override render() {
    const face = renderFace(this.rows, this.problem, [
      msg('No stations.'),
      msg('They appear when a gateway signs in.'),
    ]);
    if (face || !this.rows) return face;
    const kinds = new Map<StationKind, ShownStation[]>();
    for (const row of this.rows) {
      const ofKind = kinds.get(row.station.kind);
      if (ofKind) ofKind.push(row);
      else kinds.set(row.station.kind, [row]);
    }
    return html`${[...kinds].map(([kind, rows]) => this.#renderKind(kind, rows, kinds.size > 1))}`;
  }

  #renderKind(kind: StationKind, rows: readonly ShownStation[], isTitled: boolean): TemplateResult {
    const title = sayTerm(stationKinds[kind]);
    return html`<section aria-label=${title}>
      ${isTitled ? html`<h3>${title} · ${rows.length}</h3>` : nothing}
      <ul>${repeat(
        this.#limits[kind].cut(rows),
        ({ station }) => station.id,
        (row) => this.#renderRow(row),
      )}</ul>
      ${this.#limits[kind].renderMore(rows.length)}
    </section>`;
  }

  #renderRow({ station, status }: ShownStation): TemplateResult {
    return html`<li ?data-selected=${station.id === this.selected}>
      <button type="button" class="open" @click=${() => this.dispatchEvent(new RowOpenEvent('station', station.id))}>
        ${sayTerm(station.name)}
      </button>
      ${renderStationStatus(status)} ${station.kind === 'gate' ? renderGateMode(this.modes.get(station.id)) : nothing}
      ${station.kind === 'gateway' ? this.#renderTrouble(station) : this.#renderReadings(station)}
    </li>`;
  }

  #renderTrouble({ trouble, clock, revoked }: Station) {
    return html`${revoked ? html`<p class="line">${icon('warning')} ${msg('revoked: let in no more')}</p>` : nothing}
      ${trouble ? html`<p class="line">${sayTrouble(trouble, this.now)}</p>` : nothing}
      ${clock ? html`<p class="line">${icon('warning')} ${sayClock(clock)}</p>` : nothing}`;
  }

  #renderReadings({ id: station, trouble }: Station): TemplateResult {
    return html`${trouble ? html`<p class="line">${icon('warning')} ${sayTrouble(trouble, this.now)}</p>` : nothing}<p class="line">${this.#sayReadings(station)}</p><p class="line">${this.#sayWhen(station)}</p>`;
  }

  #sayReadings(station: string): string {
    const readings = this.readings.get(station) ?? [];
    if (readings.length === 0) return msg('No reading yet.');
    const battery = readings.filter(({ name }) => name === 'battery');
    const others = readings.filter(({ name }) => name !== 'battery').slice(0, shownQuantities - 1);
    return [...others, ...battery]
      .map((reading) => `${sayQuantity(reading.name)}\u00a0${sayValue(reading)}`)
      .join(' · ');
  }

  #sayWhen(station: string): string {
    const newest = Math.max(...(this.readings.get(station) ?? []).map(({ measuredAt }) => measuredAt), 0);
    if (newest === 0) return '';
    const language = currentLanguage();
    return msg(str`measured ${formatMoment(newest, this.now, language)} (${formatAge(this.now - newest, language)})`);
  }
}
