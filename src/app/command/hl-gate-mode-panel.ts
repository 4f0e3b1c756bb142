import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type GateEntry, type GateFile, gateSetting } from '../../domain/gate/gate-file.ts';
import { gateFields, gateModeReasons, gateModes } from '../../domain/shared/gate-codes.ts';
import { beside, openClaims } from '../../domain/workflow/workflow-file.ts';
import type { GateRow } from '../gate-ports.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import '../kit/hl-gate-mode.ts';
import type { GateModeSetEvent } from '../kit/hl-gate-mode-form.ts';
import '../kit/hl-gate-mode-form.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import { casePanelStyles } from './case-panel.css.ts';
import { detailStyles } from './detail.css.ts';
import { GateSetEvent, GateSettleEvent } from './gate-mode-events.ts';
import './hl-conflict-choices.ts';
import type { ConflictChoiceEvent, ShownValue } from './hl-conflict-choices.ts';
import type { Person } from './people-of.ts';
import { sayBetween } from './say-bracket.ts';
import { sayPerson } from './say-person.ts';

/** A gate's mode at the desk: what it is, a conflict to settle, the way to another, and everything said so far. Fires `hl-gate-set` and `hl-gate-settle`. */
@customElement('hl-gate-mode-panel')
@localized()
export class GateModePanel extends LitElement {
  static override styles = [
    base,
    controls,
    detailStyles,
    casePanelStyles,
    css`
      section {
        display: grid;
        gap: 8px;
      }
    `,
  ];

  @property() gate = '';
  /** Null: nobody ever set it. */
  @property({ attribute: false }) row: GateRow | null = null;
  @property({ attribute: false }) people: ReadonlyMap<string, Person> = new Map();
  @property({ type: Number }) now = 0;
  @state() private changing = false;

  readonly #nameOf = ({ person }: GateEntry) => sayPerson(this.people, person);

  protected override render(): TemplateResult {
    const { row } = this;
    return html`<section aria-label=${sayTerm(gateFields.mode)}>
      <h3>${sayTerm(gateFields.mode)}</h3>
      <hl-gate-mode .row=${row} .nameOf=${this.#nameOf} .now=${this.now}></hl-gate-mode>
      ${row && openClaims(row.file, 'mode').length > 0 ? this.#renderConflict(row.file) : this.#renderChange()}
      ${row ? this.#renderHistory(row.file) : nothing}
    </section>`;
  }

  #renderConflict(file: GateFile): TemplateResult {
    const standing = gateSetting(file);
    const untouched = { event: null, value: sayTerm(gateModes.registering), who: null, isClaim: false, whyNot: null };
    const values = [
      standing ? this.#shown(standing) : untouched,
      ...openClaims(file, 'mode').map((claim) => this.#shown(claim)),
    ];
    return html`<hl-conflict-choices .subject=${sayTerm(gateFields.mode)} .values=${values}
      @hl-conflict-choice=${({ detail }: ConflictChoiceEvent) => this.#settle(file, detail)}></hl-conflict-choices>`;
  }

  #renderChange(): TemplateResult {
    if (!this.changing)
      return html`<button type="button" @click=${() => (this.changing = true)}>${msg('Change the gate’s mode')}</button>`;
    return html`<hl-gate-mode-form @hl-cancel=${() => (this.changing = false)} @hl-gate-mode-set=${this.#set}></hl-gate-mode-form>`;
  }

  #renderHistory({ entries, settlements }: GateFile) {
    const said = [...entries, ...settlements].toSorted((a, b) => b.version - a.version);
    return html`<details>
      <summary>${msg(str`What was said so far (${said.length})`)}</summary>
      <ol class="history">
        ${said.map(
          (one) => html`<li class="plain">
            <span>${'state' in one ? saySetting(one) : msg('Conflict settled')}</span>
            <span class="who">${sayPerson(this.people, one.person)} · ${sayBetween(one, this.now, currentLanguage())}</span>
          </li>`,
        )}
      </ol>
    </details>`;
  }

  #shown(entry: GateEntry): ShownValue {
    const who = `${this.#nameOf(entry)} · ${sayBetween(entry, this.now, currentLanguage())}`;
    return { event: entry.event, value: saySetting(entry), who, isClaim: entry.state === 'claim', whyNot: null };
  }

  #settle(file: GateFile, stands: string | null): void {
    const over = beside(file, 'mode', stands);
    this.dispatchEvent(new GateSettleEvent(this.gate, { field: 'mode', stands, over }));
  }

  readonly #set = ({ detail }: GateModeSetEvent): void => {
    this.changing = false;
    this.dispatchEvent(new GateSetEvent(this.gate, this.row?.base ?? 0, detail));
  };
}

function saySetting({ value: { mode, because, document } }: GateEntry): string {
  const why = [sayTerm(gateModeReasons[because]), document].filter(Boolean).join('，');
  return `${sayTerm(gateModes[mode])} (${why})`;
}
