import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { alarmRules } from '../../domain/shared/codes.ts';
import type { Fix } from '../../domain/shared/fix.ts';
import type { Alarm, Station } from '../../protocol/pull.ts';
import { base } from '../kit/base.css.ts';
import { formatAge } from '../kit/format-span.ts';
import { icon } from '../kit/icon.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import { alarmsToTell, stationName } from './alarm-marks.ts';
import { sayWhereFromMe } from './where-from-me.ts';

/** Raised alarms, loud and plain: an unverified suspected fire, where, how far and which way from me. Nothing when all is quiet. */
@customElement('hl-alarm-notice')
@localized()
export class HlAlarmNotice extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }

      li {
        display: flex;
        gap: var(--hl-space-3);
        padding: var(--hl-space-3) var(--hl-space-4);
        border: 3px solid var(--hl-danger);
        border-radius: var(--hl-radius);
        background: var(--hl-paper);
      }

      li + li {
        margin-top: var(--hl-space-2);
      }

      svg {
        width: 2.5rem;
        height: 2.5rem;
        color: var(--hl-danger);
      }

      h2 {
        color: var(--hl-danger);
      }

      .state {
        display: inline-block;
        padding-inline: var(--hl-space-2);
        border-radius: var(--hl-radius-small);
        background: var(--hl-danger);
        color: #fff;
        font-size: var(--hl-text-small);
        vertical-align: 0.15em;
      }
    `,
  ];

  @property({ attribute: false }) alarms: readonly Alarm[] = [];
  @property({ attribute: false }) stations: readonly Station[] = [];
  @property({ attribute: false }) me: Fix | null = null;
  @property({ attribute: false }) nowAt = 0;

  protected override render(): TemplateResult {
    return html`<div role="alert"><ul>
      ${repeat(
        alarmsToTell(this.alarms),
        ({ id }) => id,
        (alarm) => this.#renderAlarm(alarm),
      )}
    </ul></div>`;
  }

  #renderAlarm(alarm: Alarm): TemplateResult {
    const age = formatAge(this.nowAt - alarm.raisedAt, currentLanguage());
    return html`<li data-alarm=${alarm.id}>
      ${icon('alarm')}
      <div>
        <h2>${msg('Suspected fire')} <span class="state">${msg('unverified')}</span></h2>
        <p><strong>${stationName(alarm, this.stations, currentLanguage())}</strong> · ${sayTerm(alarmRules[alarm.rule])}</p>
        ${this.#renderWhere(alarm)}
        <p class="soft">${alarm.acknowledged ? msg(str`Raised ${age}; command has seen it`) : msg(str`Raised ${age}`)}</p>
      </div>
    </li>`;
  }

  #renderWhere({ lon, lat }: Alarm): TemplateResult | null {
    if (lon === null || lat === null || !this.me) return null;
    return html`<p>${sayWhereFromMe(this.me, { lon, lat })}</p>`;
  }
}
