import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type CaseValues, stepDates, valuesOf } from '../../domain/casework/case-file.ts';
import { nextSteps } from '../../domain/casework/case-order.ts';
import { civilDateAt } from '../../domain/clock/civil-date.ts';
import { type CaseOutcome, type CaseStep, caseOutcomes } from '../../domain/shared/case-codes.ts';
import { codesOf } from '../../domain/shared/codes.ts';
import type { CaseRow } from '../casework-ports.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import '../kit/hl-said-date.ts';
import { inlineFormStyles } from '../kit/inline-form.css.ts';
import { sayTerm } from '../locales/language.ts';
import { CaseStepEvent } from './case-events.ts';
import type { Person } from './people-of.ts';
import { sayTaking } from './say-case.ts';

type Asking = CaseStep | 'officers' | null;

/** What may be done next in a case, each with the one thing it asks: the day, the decision, or who is in charge. Fires `hl-case-step`. */
@customElement('hl-case-form')
@localized()
export class CaseForm extends LitElement {
  static override styles = [
    base,
    controls,
    inlineFormStyles,
    css`
      .pair {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 10px;
      }
      button {
        padding-inline: 14px;
      }
    `,
  ];

  @property({ attribute: false }) row: CaseRow | null = null;
  @property({ attribute: false }) people: ReadonlyMap<string, Person> = new Map();
  @property({ type: Number }) now = 0;
  @state() private asking: Asking = null;
  /** The day as it stands in the field; null before somebody chose another than today. */
  @state() private day: string | null = null;

  protected override render() {
    const { row } = this;
    if (!row) return nothing;
    const { status } = valuesOf(row.file);
    const steps = nextSteps(status.step);
    const isOver = steps.length === 0;
    return html`<div class="actions">
        ${steps.map((step) => this.#renderOpener(step, sayTaking(step), step !== 'declined' && step !== 'closed'))}
        ${isOver ? nothing : this.#renderOpener('officers', msg('Name the officers'), false)}
      </div>
      ${this.asking === null || isOver ? nothing : this.#renderForm(row, this.asking)}`;
  }

  #renderOpener(asking: CaseStep | 'officers', word: string, isMain: boolean): TemplateResult {
    return html`<button
      type="button"
      class=${isMain ? 'primary' : ''}
      aria-expanded=${this.asking === asking}
      @click=${() => this.#ask(this.asking === asking ? null : asking)}
    >${word}</button>`;
  }

  #renderForm(row: CaseRow, asking: CaseStep | 'officers'): TemplateResult {
    const word = asking === 'officers' ? msg('Name the officers') : sayTaking(asking);
    return html`<form aria-label=${word} @submit=${(event: SubmitEvent) => this.#submit(event, row, asking)}>
      ${asking === 'officers' ? this.#renderOfficers(row) : this.#renderStep(asking)}
      ${asking === 'served' ? html`<p class="soft">${msg('Electronic service only with the signed consent of the person concerned (Administrative Penalty Law, art. 61).')}</p>` : nothing}
      <div class="actions">
        <button class="primary">${msg('Confirm')}</button>
        <button type="button" @click=${() => (this.asking = null)}>${msg('Cancel')}</button>
      </div>
    </form>`;
  }

  #renderStep(step: CaseStep): TemplateResult {
    return html`${step === 'decided' ? this.#renderDecision() : nothing} ${this.#renderUnnamed(step)}
      <label>${msg('Done on')}<input type="date" name="on" required min=${this.#lastDay()} max=${civilDateAt(this.now)} .value=${civilDateAt(this.now)} @input=${this.#noteDay} /></label>
      <hl-said-date .date=${this.day ?? civilDateAt(this.now)}></hl-said-date>`;
  }

  /** Two officers with their certificates see to a case: said before it goes on without. */
  #renderUnnamed(step: CaseStep): TemplateResult | typeof nothing {
    const { officers } = this.row ? valuesOf(this.row.file) : { officers: [] };
    const named = officers.filter(({ certificate }) => certificate !== '').length;
    if (named >= 2 || step === 'declined' || step === 'opened') return nothing;
    return html`<p class="soft">${msg('Two officers with certificate numbers are to be named first (Administrative Penalty Law, art. 42).')}</p>`;
  }

  /** No step was taken before the one it follows. */
  #lastDay(): string {
    const days = this.row ? Object.values(stepDates(this.row.file)) : [];
    return days.toSorted().at(-1) ?? '';
  }

  #renderDecision(): TemplateResult {
    return html`<label>${msg('Decision')}<select name="decision" required>
      <option value="">${msg('choose')}</option>
      ${codesOf(caseOutcomes).map((code) => html`<option value=${code}>${sayTerm(caseOutcomes[code])}</option>`)}
    </select></label>`;
  }

  #renderOfficers(row: CaseRow): TemplateResult {
    const { officers } = valuesOf(row.file);
    const known = [...this.people].filter(([, { role }]) => role === 'commander' || role === 'administrator');
    return html`${[0, 1].map(
      (place) => html`<div class="pair">
        <label>${place === 0 ? msg('Officer') : msg('Second officer')}<select name="person" required @change=${this.#askForTwo}>
          <option value="">${msg('choose')}</option>
          ${known.map(([id, { name }]) => html`<option value=${id} ?selected=${officers[place]?.person === id}>${name}</option>`)}
        </select></label>
        <label>${msg('Certificate number')}<input name="certificate" required maxlength="40" pattern=".*\\S.*" .value=${officers[place]?.certificate ?? ''} /></label>
      </div>`,
    )}`;
  }

  #ask(asking: Asking): void {
    this.asking = asking;
    this.day = null;
  }

  /** One person is not two officers. */
  readonly #askForTwo = (): void => {
    const [first, second] = this.renderRoot.querySelectorAll<HTMLSelectElement>('select[name=person]');
    const isSame = first && second && first.value !== '' && first.value === second.value;
    second?.setCustomValidity(isSame ? msg('Two different officers are needed.') : '');
  };

  #noteDay({ target }: Event): void {
    if (target instanceof HTMLInputElement) this.day = target.value;
  }

  #submit(event: SubmitEvent, row: CaseRow, asking: CaseStep | 'officers'): void {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement)) return;
    const given = new FormData(event.target);
    const changes = asking === 'officers' ? readOfficers(given) : readStep(given, asking);
    this.asking = null;
    this.dispatchEvent(new CaseStepEvent(row.file.violation, row.base, changes));
  }
}

function textOf(value: FormDataEntryValue | null): string {
  return typeof value === 'string' ? value.trim() : '';
}

function readStep(given: FormData, step: CaseStep): Partial<CaseValues> {
  const on = textOf(given.get('on'));
  const decision = given.get('decision');
  return { ...(decision !== null && { decision: decision as CaseOutcome }), status: { step, on } };
}

function readOfficers(given: FormData): Partial<CaseValues> {
  const certificates = given.getAll('certificate').map(textOf);
  const officers = given.getAll('person').map((person, place) => ({
    ...{ person: textOf(person), certificate: certificates[place] ?? '' },
  }));
  return { officers: officers.filter(({ person }) => person !== '') };
}
