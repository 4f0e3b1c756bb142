import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { caseSteps } from '../../domain/shared/case-codes.ts';
import {
  acts,
  breaches,
  codesOf,
  custodyStatuses,
  eventKinds,
  type VoidingReason,
  voidingReasons,
} from '../../domain/shared/codes.ts';
import { storiesContext } from '../contexts.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import { OffDutyError } from '../off-duty.ts';
import { type RecordStories, type RemarkDraft, type StoryRemark, voidingOf } from '../story-ports.ts';
import { base } from './base.css.ts';
import { controls } from './controls.css.ts';
import { explainUnsaved } from './explain-unsaved.ts';
import { inlineFormStyles } from './inline-form.css.ts';
import { LiveController } from './live-controller.ts';
import { recordStoryStyles } from './record-story.css.ts';
import { formatCivilDate, formatMoment } from './weihai-time.ts';

/** What happened to a record after it was made: how far its case is, notes, amendments, whether it was taken back; and a form for one more. */
@customElement('hl-record-story')
@localized()
export class RecordStory extends LitElement {
  static override styles = [base, controls, inlineFormStyles, recordStoryStyles, css`:host { display: block; }`];

  @consume({ context: storiesContext }) stories!: RecordStories;
  @property() record = '';
  /** Whether it says an act that may have been recorded wrongly. */
  @property({ type: Boolean, attribute: 'has-act' }) hasAct = false;
  /** Says who somebody is; on a ranger's phone nobody is known by name. */
  @property({ attribute: false }) sayPerson: (id: string) => string = () => '';
  @property({ type: Number }) now = 0;
  @state() private asking: RemarkDraft['kind'] | null = null;
  @state() private failure: string | null = null;
  @state() private busy = false;

  readonly #remarks = new LiveController(
    this,
    () => [this.stories] as const,
    ({ remarks }) => remarks,
  );
  readonly #statuses = new LiveController(
    this,
    () => [this.stories] as const,
    ({ statuses }) => statuses,
  );

  protected override render(): TemplateResult {
    const remarks = this.#remarks.value?.get(this.record) ?? [];
    const voided = voidingOf(remarks);
    return html`<section aria-label=${msg('What became of it')}>
      <h3>${msg('What became of it')}</h3>
      ${this.#renderStatus()}
      ${voided ? html`<p class="voided"><strong>${msg('Taken back')}</strong>${voided.reason ? `：${sayTerm(voidingReasons[voided.reason])}` : ''}<br />${msg('The record stays as it was.')}</p>` : nothing}
      <ul>${remarks.map((remark) => this.#renderRemark(remark))}</ul>
      ${this.#renderActions(voided !== null)}
      ${this.asking ? this.#renderForm(this.asking) : nothing}
      ${this.failure === null ? nothing : html`<p class="voided" role="alert">${this.failure}</p>`}
    </section>`;
  }

  #renderStatus() {
    const status = this.#statuses.value?.get(this.record);
    if (!status) return nothing;
    const on = status.on === null ? '' : ` · ${formatCivilDate(status.on, currentLanguage())}`;
    return html`<p class="status">${msg('Command says:')} <strong>${sayTerm(caseSteps[status.step])}</strong>${on}</p>`;
  }

  #renderRemark({ event, kind, person, toAt, changes, parts, isHeld }: StoryRemark): TemplateResult {
    const waits = sayTerm(isHeld ? custodyStatuses.held : custodyStatuses.saved);
    const when = toAt === null ? waits : formatMoment(toAt, this.now, currentLanguage());
    const who = [this.sayPerson(person), when].filter(Boolean).join(' · ');
    const act = changes.act === undefined ? '' : msg(str`should be: ${sayTerm({ ...acts, ...breaches }[changes.act])}`);
    return html`<li data-event=${event}>
      <strong>${sayTerm(eventKinds[kind])}</strong> ${act}
      <span class="who">${who}</span>
      ${parts.length > 0 ? html`<slot name=${event}><span class="who">${msg('its words are sealed')}</span></slot>` : nothing}
    </li>`;
  }

  #renderActions(isVoided: boolean): TemplateResult {
    const correcting = this.hasAct ? (['amendment'] as const) : [];
    const kinds: readonly RemarkDraft['kind'][] = isVoided ? ['note'] : ['note', ...correcting, 'voiding'];
    const words = { note: msg('Add a note'), amendment: msg('Correct'), voiding: msg('Take back') } as const;
    return html`<div class="actions">
      ${kinds.map((kind) => html`<button type="button" aria-expanded=${this.asking === kind} @click=${() => (this.asking = this.asking === kind ? null : kind)}>${words[kind]}</button>`)}
    </div>`;
  }

  #renderForm(kind: RemarkDraft['kind']): TemplateResult {
    return html`<form @submit=${(event: SubmitEvent) => void this.#submit(event, kind)}>
      ${kind === 'amendment' ? html`<label>${msg('What was done')}<select name="act"><option value="">${msg('as recorded')}</option>${Object.entries({ ...acts, ...breaches }).map(([code, term]) => html`<option value=${code}>${sayTerm(term)}</option>`)}</select></label>` : nothing}
      ${kind === 'voiding' ? html`<label>${msg('Reason')}<select name="reason" required>${codesOf(voidingReasons).map((code) => html`<option value=${code}>${sayTerm(voidingReasons[code])}</option>`)}</select></label>` : nothing}
      <label>${msg('In words (sealed)')}<textarea name="text" maxlength="4000" ?required=${kind !== 'voiding'}></textarea></label>
      <div class="actions">
        <button class="primary" ?disabled=${this.busy}>${this.busy ? msg('Saving…') : msg('Save')}</button>
        <button type="button" @click=${() => (this.asking = null)}>${msg('Cancel')}</button>
      </div>
    </form>`;
  }

  async #submit(event: SubmitEvent, kind: RemarkDraft['kind']): Promise<void> {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement) || this.busy) return;
    const draft = readDraft(new FormData(event.target), kind);
    [this.busy, this.failure] = [true, null];
    try {
      await this.stories.add(this.record, draft);
      this.asking = null;
    } catch (problem) {
      // Nothing was written; the form stays, and the top-level handler records why.
      this.failure = explainUnsaved(problem, msg('It could not be saved. Try again.'));
      if (!(problem instanceof OffDutyError)) throw problem;
    } finally {
      this.busy = false;
    }
  }
}

function readDraft(given: FormData, kind: RemarkDraft['kind']): RemarkDraft {
  const text = textOf(given.get('text'));
  if (kind === 'note') return { kind, text };
  if (kind === 'voiding') return { kind, text, reason: textOf(given.get('reason')) as VoidingReason };
  const act = textOf(given.get('act'));
  return act in acts || act in breaches ? { kind, text, act: act as keyof typeof acts } : { kind, text };
}

function textOf(value: FormDataEntryValue | null): string {
  return typeof value === 'string' ? value.trim() : '';
}
