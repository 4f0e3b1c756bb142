import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { caseFields } from '../../domain/shared/case-codes.ts';
import { acts, breaches } from '../../domain/shared/codes.ts';
import { gateFields } from '../../domain/shared/gate-codes.ts';
import type { Held } from '../../protocol/pull.ts';
import type { CaseRow } from '../casework-ports.ts';
import type { GateRow } from '../gate-ports.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import '../kit/hl-problem.ts';
import { sayTerm } from '../locales/language.ts';
import type { ReviewRows } from '../review-ports.ts';
import { countToReview, stuckChains } from './count-to-review.ts';
import type { DeskPicture } from './desk-picture.ts';
import './hl-held-row.ts';
import './hl-quarantine-list.ts';
import './hl-stuck-row.ts';
import { conflictsOf, type WorkflowFile } from '../../domain/workflow/workflow-file.ts';
import type { Person } from './people-of.ts';
import { reviewStyles } from './review.css.ts';
import { RowOpenEvent } from './row-open-event.ts';
import { isInConflict } from './say-case.ts';
import { sayPerson } from './say-person.ts';

/** What waits for a person: conflicts in cases, chains that are stuck, what is held, and the quarantine. Fires `hl-row-open`. */
@customElement('hl-review-board')
@localized()
export class ReviewBoard extends LitElement {
  static override styles = [
    base,
    controls,
    reviewStyles,
    css`
      li button.open {
        justify-self: start;
      }
    `,
  ];

  @property({ attribute: false }) picture: DeskPicture | null = null;
  @property({ attribute: false }) problem: unknown;

  protected override render() {
    const { picture, problem } = this;
    if (problem !== undefined) return html`<hl-problem .problem=${problem}></hl-problem>`;
    if (!picture?.reviews) return html`<p class="none" role="status">${msg('Loading…')}</p>`;
    const { reviews, cases, gateModes } = picture;
    const waiting = reviews.held.filter(({ review }) => review === null);
    const decided = reviews.held.filter(({ review }) => review !== null);
    return html`
      ${countToReview(picture) === 0 ? html`<p class="none" role="status">${msg('Nothing waits for a decision.')}</p>` : nothing}
      ${this.#renderConflicts(picture, [...cases.values()].filter(isInConflict), [...gateModes.values()].filter(isInConflict))}
      ${this.#renderStuck(picture, reviews)}
      ${this.#renderHeld(picture, msg('Received and held'), waiting)}
      <hl-quarantine-list .now=${picture.now}></hl-quarantine-list>
      ${this.#renderHeld(picture, msg('Decided'), decided)}
    `;
  }

  #renderConflicts(picture: DeskPicture, rows: readonly CaseRow[], gates: readonly GateRow[]) {
    if (rows.length + gates.length === 0) return nothing;
    return html`<section aria-label=${msg('Conflicts to settle')}>
      <h3>${msg('Conflicts to settle')}</h3>
      <ul>
        ${gates.map((row) => html`<li>${this.#renderGate(picture, row)}</li>`)}
        ${rows.map((row) => html`<li>${this.#renderConflict(picture, row)}</li>`)}
      </ul>
    </section>`;
  }

  #renderConflict({ violations, people }: DeskPicture, { file }: CaseRow): TemplateResult {
    const record = violations?.find(({ id }) => id === file.violation);
    const title = record ? sayTerm({ ...acts, ...breaches }[record.body.act]) : msg('a record not pulled yet');
    const fields = conflictsOf(file).map((field) => sayTerm(caseFields[field]));
    return this.#renderDiffering(
      title,
      fields,
      namesIn(file, people),
      () => new RowOpenEvent('violation', file.violation),
    );
  }

  #renderGate({ stations, people }: DeskPicture, { file }: GateRow): TemplateResult {
    const gate = stations?.find(({ id }) => id === file.gate);
    const title = gate ? sayTerm(gate.name) : file.gate;
    const open = () => new RowOpenEvent('station', file.gate);
    return this.#renderDiffering(title, [sayTerm(gateFields.mode)], namesIn(file, people), open);
  }

  #renderDiffering(title: string, fields: readonly string[], names: readonly string[], open: () => RowOpenEvent) {
    return html`<p><strong>${title}</strong></p>
      <p class="line">${msg(str`They differ about: ${fields.join(' · ')}`)}</p>
      <p class="line">${names.join(' · ')}</p>
      <button type="button" class="open" @click=${() => this.dispatchEvent(open())}>${msg('Compare and settle')}</button>`;
  }

  #renderStuck({ holders, now }: DeskPicture, reviews: ReviewRows) {
    const rows = stuckChains(reviews);
    if (rows.length === 0) return nothing;
    return html`<section aria-label=${msg('Chains that are stuck')}>
      <h3>${msg('Chains that are stuck')}</h3>
      <ul>${repeat(
        rows,
        ({ chain }) => chain,
        (row) => html`<li>
          <hl-stuck-row .row=${row} .forks=${reviews.forks.filter(({ chain }) => chain === row.chain)} .holder=${holders.get(row.device) ?? ''} .now=${now}></hl-stuck-row>
        </li>`,
      )}</ul>
    </section>`;
  }

  #renderHeld({ people, now }: DeskPicture, title: string, rows: readonly Held[]) {
    if (rows.length === 0) return nothing;
    return html`<section aria-label=${title}>
      <h3>${title} · ${rows.length}</h3>
      <ul>${repeat(
        rows.slice(0, 200),
        ({ chain, seq }) => `${chain}/${seq}`,
        (row) => html`<li><hl-held-row .row=${row} .people=${people} .now=${now}></hl-held-row></li>`,
      )}</ul>
    </section>`;
  }
}

/** Who said what stands, and what it is compared with. */
function namesIn({ entries }: WorkflowFile, people: ReadonlyMap<string, Person>): string[] {
  const shown = entries.filter(({ state }) => state === 'claim' || state === 'stands');
  return [...new Set(shown.map(({ person }) => sayPerson(people, person)))];
}
