import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { alarmClaims } from '../../domain/alarm/alarm-file.ts';
import { type AlarmState, alarmLevels, alarmStates, verifications } from '../../domain/shared/alarm-codes.ts';
import { alarmRules } from '../../domain/shared/codes.ts';
import type { Alarm, Station } from '../../protocol/pull.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatAge } from '../kit/format-span.ts';
import { icon } from '../kit/icon.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import { AcknowledgeEvent } from './acknowledge-event.ts';
import { alarmBoardStyles } from './alarm-board.css.ts';
import { badgeStyles } from './badge.css.ts';
import { boardStyles } from './board.css.ts';
import { renderFace } from './board-faces.ts';
import { nameStation } from './name-station.ts';
import { orderAlarms, stateOf, verificationOf } from './order-alarms.ts';
import type { Person } from './people-of.ts';
import { RowLimit } from './row-limit.ts';
import { RowOpenEvent } from './row-open-event.ts';
import { sayQuantity, sayValue } from './say-reading.ts';

/** States that the group an alarm stands in does not say already. */
const namedStates: readonly AlarmState[] = ['escalated', 'assigned', 'shelved', 'closed'];

/** Alarms as a duty officer takes them. Fires `hl-acknowledge` and `hl-row-open`. */
@customElement('hl-alarm-board')
@localized()
export class AlarmBoard extends LitElement {
  static override styles = [base, controls, badgeStyles, boardStyles, alarmBoardStyles];

  @property({ attribute: false }) rows: readonly Alarm[] | undefined;
  @property({ attribute: false }) problem: unknown;
  @property({ attribute: false }) stations: readonly Station[] = [];
  @property({ attribute: false }) people: ReadonlyMap<string, Person> = new Map();
  /** Alarms whose acknowledgement is written here but not yet returned by the hub. */
  @property({ attribute: false }) underway: ReadonlySet<string> = new Set();
  /** Whether contact with the hub is lost: nothing new comes. */
  @property({ type: Boolean, attribute: 'is-lost' }) isLost = false;
  @property({ type: Number }) now = 0;
  @property() selected: string | null = null;

  readonly #limit = new RowLimit(this);

  protected override render() {
    const face = renderFace(this.rows, this.problem, [
      msg('No alarms.'),
      this.isLost
        ? msg('This is how it stood when contact was lost: what smokes since is not known here.')
        : msg('Smoke over the limit will appear here by itself.'),
    ]);
    if (face || !this.rows) return face;
    const { unseen, seen, technical, cleared } = orderAlarms(this.rows, this.now);
    return html`
      ${this.#renderGroup(msg('Not yet acknowledged'), unseen)}
      ${this.#renderGroup(msg('In hand, still raised'), seen)}
      ${this.#renderGroup(msg('Technical'), technical)}
      ${this.#renderGroup(msg('Cleared alarms'), this.#limit.cut(cleared))}
      ${this.#limit.renderMore(cleared.length)}
    `;
  }

  #renderGroup(title: string, rows: readonly Alarm[]) {
    if (rows.length === 0) return nothing;
    return html`<section aria-label=${title}>
      <h3>${title} · ${rows.length}</h3>
      <ul>${repeat(
        rows,
        ({ id }) => id,
        (alarm) => this.#renderRow(alarm),
      )}</ul>
    </section>`;
  }

  #renderRow(alarm: Alarm): TemplateResult {
    const state = stateOf(alarm, this.now);
    const isUrgent = state === 'raised' || state === 'escalated';
    const isFire = alarm.level !== 'technical';
    return html`<li class=${isUrgent && isFire ? 'urgent' : ''} ?data-selected=${alarm.id === this.selected}>
      <div>
        <button type="button" class="open" @click=${() => this.dispatchEvent(new RowOpenEvent('alarm', alarm.id))}>
          ${this.#stationName(alarm)}
        </button>
        <p class="what">${sayTerm(alarmRules[alarm.rule])} ${this.#renderBadges(alarm)}</p>
      </div>
      ${isUrgent ? this.#renderAcknowledge(alarm) : nothing}
      <p class="line">${this.#sayWhen(alarm)}</p>
      ${alarm.acknowledged ? html`<p class="line">${icon('done')} ${this.#sayWho(alarm)}</p>` : nothing}
    </li>`;
  }

  #renderAcknowledge(alarm: Alarm): TemplateResult {
    const underway = this.underway.has(alarm.id);
    return html`<button
      type="button"
      class="act primary"
      ?disabled=${underway}
      aria-label=${msg(str`Acknowledge: ${this.#stationName(alarm)}`)}
      @click=${() => this.dispatchEvent(new AcknowledgeEvent(alarm))}
    >
      ${underway ? msg('Being sent…') : msg('Acknowledge')}
    </button>`;
  }

  #renderBadges(alarm: Alarm) {
    const state = stateOf(alarm, this.now);
    const verification = verificationOf(alarm);
    return html`${alarm.late ? html`<span class="badge warn">${msg('from readings sent late')}</span>` : nothing}
      ${alarm.level === 'confirmed' ? html`<span class="badge danger">${sayTerm(alarmLevels.confirmed)}</span>` : nothing}
      ${verification === 'unverified' ? nothing : html`<span class="badge ${verification === 'confirmed' ? 'danger' : ''}">${sayTerm(verifications[verification])}</span>`}
      ${alarmClaims(alarm.file).length === 0 ? nothing : html`<span class="badge warn">${msg('in conflict')}</span>`}
      ${namedStates.includes(state) ? html`<span class="badge ${state === 'escalated' ? 'warn' : ''}">${sayTerm(alarmStates[state])}</span>` : nothing}`;
  }

  #stationName({ station }: Alarm): string {
    return nameStation(station, this.stations);
  }

  /** With the value that raised it; what a silent station said last tells nothing. */
  #sayWhen({ rule, opening, raisedAt, clearedAt }: Alarm): string {
    const language = currentLanguage();
    const value = rule === 'silence' ? [] : [`${sayQuantity(opening.name)} ${sayValue({ ...opening, unit: null })}`];
    const when = formatMoment(clearedAt ?? opening.measuredAt, this.now, language);
    const age = formatAge(this.now - (clearedAt ?? raisedAt), language);
    const times = clearedAt === null ? msg(str`measured ${when} · raised ${age}`) : msg(str`cleared ${when} (${age})`);
    return [...value, times].join(' · ');
  }

  #sayWho({ acknowledged }: Alarm): string {
    if (!acknowledged) return '';
    const name = this.people.get(acknowledged.person)?.name ?? msg('an officer not known here');
    return msg(str`Acknowledged by ${name}, ${formatMoment(acknowledged.at, this.now, currentLanguage())}`);
  }
}
