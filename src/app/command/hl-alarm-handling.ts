import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type AlarmEntry, type AlarmValues, alarmClaims, alarmValues } from '../../domain/alarm/alarm-file.ts';
import { escalations } from '../../domain/alarm/alarm-state.ts';
import { whyNotStepped } from '../../domain/alarm/take-alarm-step.ts';
import {
  type ClosingReason,
  closingReasons,
  escalationTargets,
  type ShelvingReason,
  shelvingReasons,
  type Verification,
  verifications,
} from '../../domain/shared/alarm-codes.ts';
import { codesOf } from '../../domain/shared/codes.ts';
import type { Alarm } from '../../protocol/pull.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { inlineFormStyles } from '../kit/inline-form.css.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import { alarmHandlingStyles } from './alarm-handling.css.ts';
import { AlarmStepEvent } from './alarm-step-event.ts';
import { casePanelStyles } from './case-panel.css.ts';
import { detailStyles } from './detail.css.ts';
import type { Person } from './people-of.ts';
import { sayAlarmEntry } from './say-alarm.ts';
import { sayPerson } from './say-person.ts';

type Asking = 'assign' | 'shelve' | 'close' | null;

const minute = 60_000;
const shelvingMinutes = [30, 120, 480] as const;

/** What people do about one alarm: verify, assign, shelve for a time, close with a reason; what conflicts; all that was done. Fires `hl-alarm-step`. */
@customElement('hl-alarm-handling')
@localized()
export class AlarmHandling extends LitElement {
  static override styles = [base, controls, detailStyles, casePanelStyles, inlineFormStyles, alarmHandlingStyles];

  @property({ attribute: false }) row: Alarm | null = null;
  @property({ attribute: false }) people: ReadonlyMap<string, Person> = new Map();
  @property({ type: Number }) now = 0;
  @state() private asking: Asking = null;

  protected override render() {
    const { row } = this;
    if (!row) return nothing;
    const values = alarmValues(row.file);
    return html`<section aria-label=${msg('What is done about it')}>
      <h3>${msg('What is done about it')}</h3>
      ${this.#renderStanding(values)} ${this.#renderEscalations(row)} ${this.#renderClaims(row)}
      ${row.status === 'superseded' ? nothing : this.#renderActions(row, values)}
      ${this.asking === null ? nothing : this.#renderForm(row, this.asking)} ${this.#renderHistory(row)}
    </section>`;
  }

  #renderStanding({ verification, assignee, shelving, closing }: AlarmValues): TemplateResult {
    const isShelved = shelving !== null && shelving.until > this.now;
    return html`<p class="step"><strong>${sayTerm(verifications[verification])}</strong></p>
      <dl>
        ${assignee === null ? nothing : html`<dt>${msg('Assigned to')}</dt><dd>${sayPerson(this.people, assignee)}</dd>`}
        ${isShelved ? html`<dt>${msg('Shelved until')}</dt><dd>${this.#moment(shelving.until)} · ${sayTerm(shelvingReasons[shelving.because])}</dd>` : nothing}
        ${closing === null ? nothing : html`<dt>${msg('Closed')}</dt><dd>${sayTerm(closingReasons[closing])}</dd>`}
      </dl>`;
  }

  #renderEscalations(row: Alarm) {
    const steps = escalations({ ...row, acknowledgedAt: row.acknowledged?.at ?? null }, this.now);
    return steps.map(
      ({ at, to }) =>
        html`<p class="due soon">${msg(str`Nobody acknowledged: a matter for the ${sayTerm(escalationTargets[to])} since ${this.#moment(at)}`)}</p>`,
    );
  }

  /** Both are shown; whoever chooses now has seen both. */
  #renderClaims({ file }: Alarm) {
    return alarmClaims(file).map((claim) => html`<p class="held">${this.#sayClaim(claim, alarmValues(file))}</p>`);
  }

  /** A closing that nothing else stands against did not cover what the alarm had become. */
  #sayClaim(claim: AlarmEntry, { closing }: AlarmValues): string {
    const [who, what] = [sayPerson(this.people, claim.person), sayAlarmEntry(claim, this.people, this.now)];
    if (claim.field === 'closing' && claim.value !== null && closing === null) {
      return msg(
        str`${who} said without having seen that sensors show more by now: ${what}. It stays open. Close it again if that holds for what is shown now.`,
      );
    }
    return msg(str`Said by ${who} at the same time: ${what}. Choose again to settle it.`);
  }

  #renderActions(row: Alarm, { verification, shelving, closing }: AlarmValues): TemplateResult {
    const isSmoke = row.level !== 'technical';
    const isShelved = shelving !== null && shelving.until > this.now;
    const mayClose = whyNotStepped(row.file, { changes: { closing: 'looked-into' } }, row) === null;
    if (closing !== null) {
      return html`<div class="actions"><button type="button" @click=${() => this.#step({ closing: null })}>${msg('Open again')}</button></div>`;
    }
    return html`<div class="actions">
        ${isSmoke ? this.#renderVerifying('confirmed', verification) : nothing}
        ${isSmoke ? this.#renderVerifying('false', verification) : nothing}
        <button type="button" aria-expanded=${this.asking === 'assign'} @click=${() => this.#ask('assign')}>${msg('Assign')}</button>
        ${
          isShelved
            ? html`<button type="button" @click=${() => this.#step({ shelving: null })}>${msg('End shelving')}</button>`
            : html`<button type="button" aria-expanded=${this.asking === 'shelve'} @click=${() => this.#ask('shelve')}>${msg('Shelve')}</button>`
        }
        <button type="button" ?disabled=${!mayClose} aria-expanded=${this.asking === 'close'} @click=${() => this.#ask('close')}>${msg('Close')}</button>
      </div>
      ${mayClose ? nothing : html`<p class="soft">${msg('A raised alarm can be closed once somebody has verified it.')}</p>`}`;
  }

  #renderVerifying(said: Exclude<Verification, 'unverified'>, standing: Verification): TemplateResult {
    const words = { confirmed: msg('It burns: confirmed'), false: msg('False alarm') };
    return html`<button type="button" class=${said === 'confirmed' ? 'danger' : ''} aria-pressed=${standing === said}
      @click=${() => this.#step({ verification: said })}>${words[said]}</button>`;
  }

  #renderForm(row: Alarm, asking: Exclude<Asking, null>): TemplateResult {
    const words = { assign: msg('Assign'), shelve: msg('Shelve'), close: msg('Close') };
    const fields = { assign: () => this.#renderPeople(), shelve: () => this.#renderShelving(), close: renderClosing };
    return html`<form aria-label=${words[asking]} @submit=${(event: SubmitEvent) => this.#submit(event, row, asking)}>
      ${fields[asking]()}
      <div class="actions">
        <button class="primary">${msg('Confirm')}</button>
        <button type="button" @click=${() => (this.asking = null)}>${msg('Cancel')}</button>
      </div>
    </form>`;
  }

  #renderPeople(): TemplateResult {
    return html`<label>${msg('Assign to')}<select name="assignee" required>
      <option value="">${msg('choose')}</option>
      ${[...this.people.keys()].map((id) => html`<option value=${id}>${sayPerson(this.people, id)}</option>`)}
    </select></label>`;
  }

  #renderShelving(): TemplateResult {
    return html`<label>${msg('For')}<select name="minutes">
        ${shelvingMinutes.map((minutes) => html`<option value=${minutes}>${minutes < 60 ? msg(str`${minutes} minutes`) : msg(str`${minutes / 60} hours`)}</option>`)}
      </select></label>
      <label>${msg('Reason')}<select name="because">
        ${codesOf(shelvingReasons).map((code) => html`<option value=${code}>${sayTerm(shelvingReasons[code])}</option>`)}
      </select></label>`;
  }

  #renderHistory({ file }: Alarm) {
    if (file.entries.length === 0) return nothing;
    return html`<details>
      <summary>${msg(str`What was done so far (${file.entries.length})`)}</summary>
      <ol class="history">${file.entries.toReversed().map((entry) => this.#renderEntry(entry))}</ol>
    </details>`;
  }

  #renderEntry(entry: AlarmEntry): TemplateResult {
    return html`<li class="plain">
      <span class=${entry.state === 'overruled' ? 'overruled' : ''}>${sayAlarmEntry(entry, this.people, this.now)}</span>
      <span class="who">${sayPerson(this.people, entry.person)} · ${this.#moment(entry.toAt)}</span>
    </li>`;
  }

  #moment(at: number): string {
    return formatMoment(at, this.now, currentLanguage());
  }

  #ask(asking: Asking): void {
    this.asking = this.asking === asking ? null : asking;
  }

  #step(changes: Partial<AlarmValues>): void {
    this.asking = null;
    if (this.row) this.dispatchEvent(new AlarmStepEvent(this.row, changes));
  }

  #submit(event: SubmitEvent, row: Alarm, asking: Exclude<Asking, null>): void {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement) || row !== this.row) return;
    const given = new FormData(event.target);
    const until = this.now + Number(given.get('minutes')) * minute;
    const changes: Readonly<Record<typeof asking, () => Partial<AlarmValues>>> = {
      assign: () => ({ assignee: textOf(given.get('assignee')) }),
      shelve: () => ({ shelving: { until, because: textOf(given.get('because')) as ShelvingReason } }),
      close: () => ({ closing: textOf(given.get('because')) as ClosingReason }),
    };
    this.#step(changes[asking]());
  }
}

function renderClosing(): TemplateResult {
  return html`<label>${msg('Reason')}<select name="because" required>
    <option value="">${msg('choose')}</option>
    ${codesOf(closingReasons).map((code) => html`<option value=${code}>${sayTerm(closingReasons[code])}</option>`)}
  </select></label>`;
}

function textOf(value: FormDataEntryValue | null): string {
  return typeof value === 'string' ? value : '';
}
