import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { alarmValues } from '../../domain/alarm/alarm-file.ts';
import { alarmLevels, type Verification, verifications } from '../../domain/shared/alarm-codes.ts';
import { alarmRules } from '../../domain/shared/codes.ts';
import type { Fix } from '../../domain/shared/fix.ts';
import type { Alarm, Station } from '../../protocol/pull.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { explainUnsaved } from '../kit/explain-unsaved.ts';
import { formatAge } from '../kit/format-span.ts';
import { icon } from '../kit/icon.ts';
import { sayWhereFromMe } from '../kit/where-from-me.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import { OffDutyError } from '../off-duty.ts';
import { alarmsToTell, stationName } from './alarm-marks.ts';

/** What was said here, and how much had been said of the alarm before. */
interface SaidHere {
  readonly verification: Verification;
  readonly after: number;
}

/** Raised alarms, loud and plain: an unverified suspected fire, where, how far and which way from me. Nothing when all is quiet. */
@customElement('hl-alarm-notice')
@localized()
export class HlAlarmNotice extends LitElement {
  static override styles = [
    base,
    controls,
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

      .state.false {
        background: var(--hl-ink-soft);
      }

      .verify {
        display: flex;
        flex-wrap: wrap;
        gap: var(--hl-space-2);
        margin-top: var(--hl-space-2);
      }

      .verify button[aria-pressed='true'] {
        background: var(--hl-ink);
        border-color: var(--hl-ink);
        color: var(--hl-paper);
      }
    `,
  ];

  @property({ attribute: false }) alarms: readonly Alarm[] = [];
  @property({ attribute: false }) stations: readonly Station[] = [];
  @property({ attribute: false }) me: Fix | null = null;
  @property({ attribute: false }) nowAt = 0;
  /** Saves what whoever carries this phone says is there; null for those who may not say. */
  @property({ attribute: false }) verify: ((alarm: Alarm, verification: Verification) => Promise<void>) | null = null;
  /** Alarms of which what was said could not be saved. */
  @state() private refused: ReadonlyMap<string, string> = new Map();
  /** What was said here, by alarm, until anything new is said of it: this, told back by the hub, or what another said. */
  @state() private said: ReadonlyMap<string, SaidHere> = new Map();

  protected override render(): TemplateResult {
    return html`<div role="alert"><ul>
      ${repeat(
        alarmsToTell(this.alarms, this.nowAt),
        ({ id }) => id,
        (alarm) => this.#renderAlarm(alarm),
      )}
    </ul></div>`;
  }

  #renderAlarm(alarm: Alarm): TemplateResult {
    const { verification } = alarmValues(alarm.file);
    const age = formatAge(this.nowAt - alarm.raisedAt, currentLanguage());
    return html`<li data-alarm=${alarm.id}>
      ${icon('alarm')}
      <div>
        <h2>${msg('Suspected fire')} <span class="state ${verification}">${sayTerm(verifications[verification])}</span></h2>
        <p><strong>${stationName(alarm, this.stations, currentLanguage())}</strong> · ${sayTerm(alarmRules[alarm.rule])}</p>
        ${this.#renderWhere(alarm)}
        ${alarm.level === 'confirmed' ? html`<p><strong>${sayTerm(alarmLevels.confirmed)}</strong></p>` : null}
        <p class="soft">${alarm.acknowledged ? msg(str`Raised ${age}; command has seen it`) : msg(str`Raised ${age}`)}</p>
        ${this.verify ? this.#renderVerifying(alarm, verification) : null}
      </div>
    </li>`;
  }

  /** Told from where it can be seen; what another said stays beside it. */
  #renderVerifying(alarm: Alarm, standing: Verification): TemplateResult {
    const refusal = this.refused.get(alarm.id) ?? null;
    const own = refusal === null ? this.said.get(alarm.id) : undefined;
    const said = own?.after === saidOf(alarm) ? own.verification : standing;
    const say = (verification: Verification) => () => this.#say(alarm, verification);
    return html`<div class="verify" role="group" aria-label=${msg('What do you see there?')}>
      <button type="button" class="danger" aria-pressed=${said === 'confirmed'} @click=${say('confirmed')}>${msg('It burns')}</button>
      <button type="button" aria-pressed=${said === 'false'} @click=${say('false')}>${msg('No fire there')}</button>
    </div>
    ${refusal !== null ? html`<p role="alert"><strong>${refusal}</strong></p>` : null}`;
  }

  async #say(alarm: Alarm, verification: Verification): Promise<void> {
    this.said = new Map([...this.said, [alarm.id, { verification, after: saidOf(alarm) }]]);
    this.refused = new Map([...this.refused].filter(([id]) => id !== alarm.id));
    try {
      await this.verify?.(alarm, verification);
    } catch (problem) {
      // Nothing was written: the buttons say so, and the top-level handler records why.
      const refusal = explainUnsaved(problem, msg('It could not be saved. Try again.'));
      this.refused = new Map([...this.refused, [alarm.id, refusal]]);
      if (!(problem instanceof OffDutyError)) throw problem;
    }
  }

  #renderWhere({ lon, lat }: Alarm): TemplateResult | null {
    if (lon === null || lat === null || !this.me) return null;
    return html`<p>${sayWhereFromMe(this.me, { lon, lat })}</p>`;
  }
}

/** How often it was said whether it burns. */
function saidOf({ file }: Alarm): number {
  return file.entries.filter(({ field }) => field === 'verification').length;
}
