import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { caseDeadlines } from '../../domain/casework/case-deadlines.ts';
import { type CaseEntry, type CaseSettlement, emptyCase, valuesOf } from '../../domain/casework/case-file.ts';
import { civilDateAt } from '../../domain/clock/civil-date.ts';
import { caseFields, caseSteps } from '../../domain/shared/case-codes.ts';
import { custodyStatuses } from '../../domain/shared/codes.ts';
import type { CaseRow } from '../casework-ports.ts';
import { base } from '../kit/base.css.ts';
import { formatLegalArticle } from '../kit/format-legal-article.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import { badgeStyles } from './badge.css.ts';
import { casePanelStyles } from './case-panel.css.ts';
import { detailStyles } from './detail.css.ts';
import './hl-case-conflict.ts';
import './hl-case-form.ts';
import { conflictsOf } from '../../domain/workflow/workflow-file.ts';
import type { Person } from './people-of.ts';
import { sayBetween } from './say-bracket.ts';
import { sayCaseValue, sayDeadline, sayDecision, sayOfficers } from './say-case.ts';
import { sayPerson } from './say-person.ts';

/** A deadline this near stands out. */
const soonDays = 7;

/** How far the case of a suspected violation is, what is due by when, who has it, what may be done next, and everything said so far. */
@customElement('hl-case-panel')
@localized()
export class CasePanel extends LitElement {
  static override styles = [base, badgeStyles, detailStyles, casePanelStyles, css`:host { display: block; }`];

  @property() violation = '';
  @property({ type: Number, attribute: 'happened-at' }) happenedAt = 0;
  /** Null: nobody has said anything about it yet. */
  @property({ attribute: false }) row: CaseRow | null = null;
  @property({ attribute: false }) people: ReadonlyMap<string, Person> = new Map();
  @property({ type: Number }) now = 0;

  protected override render() {
    const row = this.row ?? { file: emptyCase(this.violation), base: 0, own: new Map(), held: [] };
    const conflicts = conflictsOf(row.file);
    return html`<section aria-label=${msg('The case')}>
      <h3>${msg('The case')}</h3>
      ${this.#renderState(row)}
      ${conflicts.map((field) => html`<hl-case-conflict .row=${row} .field=${field} .people=${this.people} .now=${this.now}></hl-case-conflict>`)}
      ${row.held.length > 0 ? html`<p class="held">${msg(str`${row.held.length} steps of this desk were received and are held for review: they are not in force.`)}</p>` : nothing}
      ${conflicts.includes('status') ? html`<p class="soft">${msg('The next step can be taken once the conflict is settled.')}</p>` : html`<hl-case-form .row=${row} .people=${this.people} .now=${this.now}></hl-case-form>`}
      ${this.#renderHistory(row)}
    </section>`;
  }

  #renderState({ file, own }: CaseRow): TemplateResult {
    const { status, officers, decision } = valuesOf(file);
    const waits = [...own.values()].includes('saved');
    return html`<p class="step">
        <strong>${sayTerm(caseSteps[status.step])}</strong>
        ${status.step === 'clue' ? html`<span class="soft">${msg('no case opened yet')}</span>` : nothing}
        ${waits ? html`<span class="badge warn">${sayTerm(custodyStatuses.saved)}</span>` : nothing}
      </p>
      ${this.#renderDeadlines(file)}
      <dl>
        <dt>${sayTerm(caseFields.officers)}</dt>
        <dd>${sayOfficers(officers, this.people)}${officers.length === 1 ? html`<br /><span class="soft">${msg('At least two officers are needed (Administrative Penalty Law, art. 42).')}</span>` : nothing}</dd>
        ${decision === null ? nothing : html`<dt>${sayTerm(caseFields.decision)}</dt><dd>${sayDecision(decision)}</dd>`}
      </dl>`;
  }

  #renderDeadlines(file: CaseRow['file']): TemplateResult[] {
    const due = caseDeadlines(file, civilDateAt(this.happenedAt), civilDateAt(this.now));
    return due.map((deadline) => {
      const law = msg(
        str`Administrative Penalty Law, ${formatLegalArticle(String(deadline.article), currentLanguage())}`,
      );
      const note = deadline.kind === 'service' ? msg('Monday to Friday counted, public holidays not taken out') : '';
      return html`<p class="due ${deadline.daysLeft <= soonDays ? 'soon' : ''}">
        <strong>${sayDeadline(deadline)}</strong><br /><span class="soft">${[law, note].filter(Boolean).join(' · ')}</span>
      </p>`;
    });
  }

  #renderHistory({ file, own }: CaseRow) {
    const said = [...file.entries, ...file.settlements].toSorted((a, b) => b.version - a.version);
    if (said.length === 0) return nothing;
    return html`<details>
      <summary>${msg(str`What was said so far (${said.length})`)}</summary>
      <ol class="history">
        ${said.map(
          (one) => html`<li class="plain">
          ${'state' in one ? this.#renderEntry(one) : this.#renderSettlement(one, file.entries)}
          <span class="who">${sayPerson(this.people, one.person)} · ${own.has(one.event) ? this.#sayOwn(own.get(one.event)) : sayBetween(one, this.now, currentLanguage())}</span>
        </li>`,
        )}
      </ol>
    </details>`;
  }

  #renderEntry(entry: CaseEntry): TemplateResult {
    const marks: Readonly<Record<CaseEntry['state'], string>> = {
      stands: '',
      past: '',
      claim: msg('in conflict'),
      overruled: msg('overruled'),
      agreed: msg('said the same'),
    };
    const mark = marks[entry.state];
    return html`<span class=${entry.state}>${msg(str`${sayTerm(caseFields[entry.field])}: ${sayCaseValue(entry, this.people)}`)}</span>
      ${mark === '' ? nothing : html`<span class="badge">${mark}</span>`}`;
  }

  #renderSettlement({ field, stands }: CaseSettlement, entries: readonly CaseEntry[]): TemplateResult {
    const chosen = entries.find((entry) => entry.event === stands && entry.field === field);
    const value = chosen ? sayCaseValue(chosen, this.people) : msg('as it was');
    return html`<span>${msg(str`Conflict about ${sayTerm(caseFields[field])} settled: ${value}`)}</span>`;
  }

  #sayOwn(custody: 'saved' | 'received' | undefined): string {
    return sayTerm(custodyStatuses[custody ?? 'saved']);
  }
}
