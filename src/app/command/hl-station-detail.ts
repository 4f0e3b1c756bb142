import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { stationKinds } from '../../domain/shared/codes.ts';
import type { Station } from '../../protocol/pull.ts';
import type { LatestReading } from '../../protocol/situation.ts';
import type { GateRow } from '../gate-ports.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatPosition } from '../kit/format-position.ts';
import { formatAge, formatSpan } from '../kit/format-span.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import { badgeStyles } from './badge.css.ts';
import { detailStyles } from './detail.css.ts';
import { renderDetailHead } from './detail-head.ts';
import './hl-gate-mode-panel.ts';
import './hl-gate-register.ts';
import './hl-gateway-revoking.ts';
import './hl-station-history.ts';
import type { ShownStation } from './order-stations.ts';
import type { Person } from './people-of.ts';
import { renderReadingTimes } from './reading-times.ts';
import { explainReadmission, sayRevoked } from './say-gateway.ts';
import { sayQuantity, sayValue } from './say-reading.ts';
import { explainTrouble, sayClock, sayTrouble } from './say-trouble.ts';
import { renderDemonstration, renderStationStatus } from './status-badge.ts';

/** One station with all it reported last. Fires `hl-detail-close`. */
@customElement('hl-station-detail')
@localized()
export class StationDetail extends LitElement {
  static override styles = [base, controls, badgeStyles, detailStyles];

  @property({ attribute: false }) shown: ShownStation | null = null;
  @property({ attribute: false }) readings: readonly LatestReading[] = [];
  /** Of a gate: what was said of its mode; null while nobody set any. */
  @property({ attribute: false }) gateMode: GateRow | null = null;
  @property({ attribute: false }) people: ReadonlyMap<string, Person> = new Map();
  @property({ type: Number }) now = 0;

  protected override render() {
    if (!this.shown) return nothing;
    const { station, status } = this.shown;
    const language = currentLanguage();
    const below = html`<div class="badges">
      <span class="badge">${sayTerm(stationKinds[station.kind])}</span>
      ${renderStationStatus(status)} ${station.demonstration ? renderDemonstration() : nothing}
    </div>`;
    return html`
      ${renderDetailHead(this, sayTerm(station.name), below)}
      ${station.kind === 'gate' ? this.#renderGate(station.id) : nothing}
      ${station.kind === 'gateway' ? nothing : [this.#renderReadings(), this.#renderHistory(station.id)]}
      <section>
        <dl>
          ${station.trouble ? html`<dt>${msg('Trouble')}</dt><dd>${sayTrouble(station.trouble, this.now)}<p class="soft">${explainTrouble(station.trouble)}</p></dd>` : nothing}
          ${station.clock ? html`<dt>${msg('Gateway clock')}</dt><dd>${sayClock(station.clock)}<p class="soft">${msg(str`Known since ${formatMoment(station.clock.since, this.now, language)}, from how its messages come. Alarms sound by the hub’s clock; histories stand as measured. Set its clock.`)}</p></dd>` : nothing}
          ${station.kind === 'gateway' ? this.#renderGateway(station) : nothing}
          <dt>${msg('Place')}</dt><dd>${formatPosition(station.lon, station.lat, language)}</dd>
          <dt>${msg('Status since')}</dt><dd>${formatMoment(station.statusAt, this.now, language)}</dd>
          <dt>${msg('Heartbeat')}</dt><dd>${msg(str`every ${formatSpan(station.heartbeatMs, language)}; silent for two, and it is shown as no contact`)}</dd>
          <dt>${msg('Number')}</dt><dd><code>${station.id}</code> ${station.kind === 'gateway' ? nothing : msg(str`by gateway ${station.gateway}`)}</dd>
        </dl>
      </section>
      ${station.kind === 'gateway' && !station.revoked ? html`<hl-gateway-revoking .gateway=${station.id} .name=${sayTerm(station.name)}></hl-gateway-revoking>` : nothing}
    `;
  }

  #renderGateway({ revoked, firmware }: Station) {
    return html`${revoked ? html`<dt>${msg('Access')}</dt><dd>${sayRevoked(revoked, this.people, this.now)}<p class="soft">${explainReadmission()}</p></dd>` : nothing}
      <dt>${msg('Firmware')}</dt><dd>${firmware ?? msg('not named yet')}</dd>`;
  }

  #renderGate(gate: string) {
    return html`<hl-gate-mode-panel .gate=${gate} .row=${this.gateMode} .people=${this.people} .now=${this.now}></hl-gate-mode-panel>
      <hl-gate-register .gate=${gate} .now=${this.now}></hl-gate-register>`;
  }

  #renderReadings() {
    return html`
      <section>
        <h3>${msg('Last readings')}</h3>
        ${
          this.readings.length === 0
            ? html`<p>${msg('No reading yet.')}</p>`
            : html`<dl>${this.readings.map((reading) => this.#renderReading(reading))}</dl>`
        }
      </section>
    `;
  }

  #renderHistory(station: string) {
    return html`
      <section>
        <h3>${msg('History')}</h3>
        <hl-station-history .station=${station} .now=${this.now}></hl-station-history>
      </section>
    `;
  }

  #renderReading(reading: LatestReading) {
    const language = currentLanguage();
    const age = formatAge(this.now - reading.measuredAt, language);
    const times = renderReadingTimes(reading, this.now, language);
    return html`<dt>${sayQuantity(reading.name)}</dt><dd><strong>${sayValue(reading)}</strong> <span class="soft">${age}</span>${times}</dd>`;
  }
}
