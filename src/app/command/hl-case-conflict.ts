import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { type CaseEntry, valuesOf } from '../../domain/casework/case-file.ts';
import { mayStand } from '../../domain/casework/settle-conflict.ts';
import { type CaseField, caseFields } from '../../domain/shared/case-codes.ts';
import { beside, openClaims, standingEntry } from '../../domain/workflow/workflow-file.ts';
import type { CaseRow } from '../casework-ports.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import { CaseSettleEvent } from './case-events.ts';
import './hl-conflict-choices.ts';
import type { ConflictChoiceEvent, ShownValue } from './hl-conflict-choices.ts';
import type { Person } from './people-of.ts';
import { sayBetween } from './say-bracket.ts';
import { sayCaseValue } from './say-case.ts';
import { sayPerson } from './say-person.ts';

/** One field of a case for which several values were given. Fires `hl-case-settle`. */
@customElement('hl-case-conflict')
@localized()
export class CaseConflict extends LitElement {
  @property({ attribute: false }) row: CaseRow | null = null;
  @property({ attribute: false }) field: CaseField = 'status';
  @property({ attribute: false }) people: ReadonlyMap<string, Person> = new Map();
  @property({ type: Number }) now = 0;

  protected override render() {
    const { row, field } = this;
    if (!row) return nothing;
    const standing = standingEntry(row.file, field);
    const values = [
      standing ? this.#shown(row, standing) : this.#untouched(row),
      ...openClaims(row.file, field).map((claim) => this.#shown(row, claim)),
    ];
    return html`<hl-conflict-choices .subject=${sayTerm(caseFields[field])} .values=${values}
      @hl-conflict-choice=${({ detail }: ConflictChoiceEvent) => this.#settle(row, detail)}></hl-conflict-choices>`;
  }

  #shown({ file }: CaseRow, entry: CaseEntry): ShownValue {
    const isClaim = entry.state === 'claim';
    return {
      ...{ event: entry.event, value: sayCaseValue(entry, this.people), isClaim },
      who: `${sayPerson(this.people, entry.person)} · ${sayBetween(entry, this.now, currentLanguage())}`,
      whyNot: isClaim && !mayStand(file, entry) ? msg('the case is further by now') : null,
    };
  }

  #untouched({ file }: CaseRow): ShownValue {
    const { field } = this;
    const value = sayCaseValue({ field, value: valuesOf(file)[field] }, this.people);
    return { event: null, value, who: null, isClaim: false, whyNot: null };
  }

  #settle({ file }: CaseRow, stands: string | null): void {
    const { field } = this;
    this.dispatchEvent(new CaseSettleEvent(file.violation, { field, stands, over: beside(file, field, stands) }));
  }
}
