import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { builtInAlarmRules } from '../../domain/alarm/built-in-alarm-rules.ts';
import { alarmLevels, alarmStates } from '../../domain/shared/alarm-codes.ts';
import { alarmRules } from '../../domain/shared/codes.ts';
import type { Alarm, Station } from '../../protocol/pull.ts';
import type { LatestReading } from '../../protocol/situation.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatPosition } from '../kit/format-position.ts';
import { formatAge } from '../kit/format-span.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import { AcknowledgeEvent } from './acknowledge-event.ts';
import { badgeStyles } from './badge.css.ts';
import { detailStyles } from './detail.css.ts';
import { renderDetailHead } from './detail-head.ts';
import './hl-alarm-handling.ts';
import { stateOf } from './order-alarms.ts';
import type { Person } from './people-of.ts';
import { sayMoment } from './say-moment.ts';
import { sayPerson } from './say-person.ts';
import { sayQuantity, sayValue } from './say-reading.ts';
import { sayClock } from './say-trouble.ts';

/** One alarm with the reading that raised it and what its station says now. Fires `hl-acknowledge`, `hl-alarm-step` and `hl-detail-close`. */
@customElement('hl-alarm-detail')
@localized()
export class AlarmDetail extends LitElement {
  static override styles = [base, controls, badgeStyles, detailStyles];

  @property({ attribute: false }) row: Alarm | null = null;
  @property({ attribute: false }) station: Station | null = null;
  /** What is wrong with the clock of its gateway. */
  @property({ attribute: false }) clock: Station['clock'] = null;
  @property({ attribute: false }) readings: readonly LatestReading[] = [];
  @property({ attribute: false }) people: ReadonlyMap<string, Person> = new Map();
  /** How a station is called here. */
  @property({ attribute: false }) nameStation: (station: string) => string = (station) => station;
  @property({ type: Boolean }) underway = false;
  @property({ type: Number }) now = 0;

  protected override render() {
    const { row } = this;
    if (!row) return nothing;
    const raised = row.status === 'raised';
    const below = html`<div class="badges">
      <span class="badge ${raised ? 'danger' : ''}">${sayTerm(alarmStates[stateOf(row, this.now)])}</span>
      ${row.level === 'single' ? nothing : html`<span class="badge ${row.level === 'confirmed' ? 'danger' : ''}">${sayTerm(alarmLevels[row.level])}</span>`}
      ${row.late ? html`<span class="badge warn">${msg('from readings sent late')}</span>` : nothing}
    </div>`;
    return html`
      ${renderDetailHead(this, this.station ? sayTerm(this.station.name) : row.station, below)}
      ${this.#renderCourse(row)} ${this.#renderAcknowledgement(row)}
      <hl-alarm-handling .row=${row} .people=${this.people} .now=${this.now}></hl-alarm-handling>
      ${this.#renderReadings()}
    `;
  }

  #renderCourse({ rule, opening, raisedAt, clearedAt, lon, lat, evidence, neighbours }: Alarm): TemplateResult {
    const language = currentLanguage();
    const moment = (at: number) => sayMoment(at, this.now, language);
    return html`<section>
      <h3>${sayTerm(alarmRules[rule])}</h3>
      <dl>
        <dt>${msg('Raised by')}</dt><dd>${sayQuantity(opening.name)} ${sayValue({ ...opening, unit: null })}</dd>
        ${rule === 'smoke-high' ? html`<dt>${msg('Limits')}</dt><dd>${sayLimits()}</dd>` : nothing}
        ${evidence.length === 0 ? nothing : html`<dt>${msg('Also')}</dt><dd>${evidence.map((code) => sayTerm(alarmRules[code])).join(' · ')}</dd>`}
        ${neighbours.length === 0 ? nothing : html`<dt>${msg('Confirmed by')}</dt><dd>${neighbours.map(this.nameStation).join(' · ')}</dd>`}
        <dt>${msg('Measured')}</dt><dd>${moment(opening.measuredAt)}${this.clock ? html`<p class="soft">${msg('Time not certain:')} ${sayClock(this.clock)}</p>` : nothing}</dd>
        <dt>${msg('Raised')}</dt><dd>${moment(raisedAt)}</dd>
        ${clearedAt === null ? nothing : html`<dt>${msg('Cleared')}</dt><dd>${moment(clearedAt)}</dd>`}
        ${lon === null || lat === null ? nothing : html`<dt>${msg('Place')}</dt><dd>${formatPosition(lon, lat, language)}</dd>`}
      </dl>
    </section>`;
  }

  #renderAcknowledgement(row: Alarm): TemplateResult {
    const { acknowledged } = row;
    if (acknowledged) {
      const when = formatMoment(acknowledged.at, this.now, currentLanguage());
      return html`<section><h3>${msg('Acknowledged')}</h3><p>${sayPerson(this.people, acknowledged.person)} · ${when}</p></section>`;
    }
    return html`<section>
      <button type="button" class="primary act" ?disabled=${this.underway} @click=${() => this.dispatchEvent(new AcknowledgeEvent(row))}>
        ${this.underway ? msg('Being sent…') : msg('Acknowledge')}
      </button>
    </section>`;
  }

  #renderReadings(): TemplateResult {
    return html`<section>
      <h3>${msg('The station now')}</h3>
      ${
        this.readings.length === 0
          ? html`<p>${msg('No reading yet.')}</p>`
          : html`<dl>${this.readings.map((reading) => html`<dt>${sayQuantity(reading.name)}</dt><dd>${sayValue(reading)} <span class="soft">${formatAge(this.now - reading.measuredAt, currentLanguage())}</span></dd>`)}</dl>`
      }
    </section>`;
  }
}

/** The limits in ordinary air: other air shifts them. */
function sayLimits(): string {
  const rule = builtInAlarmRules.rules.find(({ code }) => code === 'smoke-high');
  const limit = rule?.kind === 'level' ? rule.limits.at(-1) : undefined;
  if (!limit) return '';
  const [raised, cleared] = [(limit.raiseAt ?? 0).toFixed(2), limit.clearAt.toFixed(2)];
  return msg(str`raised from ${raised}, cleared from ${cleared} down; other limits in fog, dust and fire weather`);
}
