import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { custodyStatuses } from '../../domain/shared/codes.ts';
import type { IncidentRow, OwnStep } from '../incident-ports.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import { badgeStyles } from './badge.css.ts';
import { detailStyles } from './detail.css.ts';
import { IncidentSayEvent } from './incident-say-event.ts';
import type { Person } from './people-of.ts';
import { sayIncidentStep } from './say-incident.ts';
import { sayPerson } from './say-person.ts';

type Step = IncidentRow['steps'][number];

/** What was decided about an incident, by whom and when, the newest first; each can be undone. Fires `hl-incident-say`. */
@customElement('hl-incident-history')
@localized()
export class IncidentHistory extends LitElement {
  static override styles = [
    base,
    controls,
    badgeStyles,
    detailStyles,
    css`
      li {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 2px 10px;
        align-items: center;
        padding-block: 6px;
        border-bottom: 1px solid var(--hl-line);
      }
      .soft {
        grid-column: 1;
      }
      .undone {
        text-decoration: line-through;
      }
      button {
        grid-row: 1 / span 2;
        grid-column: 2;
        min-height: 40px;
      }
    `,
  ];

  @property({ attribute: false }) row: IncidentRow | null = null;
  @property({ attribute: false }) people: ReadonlyMap<string, Person> = new Map();
  @property({ type: Number }) now = 0;

  protected override render() {
    if (!this.row || this.row.steps.length + this.row.own.length === 0) return nothing;
    const { steps, own } = this.row;
    return html`<section>
      <h3>${msg('What was decided')}</h3>
      <ol>${own.toReversed().map((step) => this.#renderOwn(step))} ${steps.toReversed().map((step) => this.#renderStep(step))}</ol>
    </section>`;
  }

  #renderOwn({ said, custody }: OwnStep): TemplateResult {
    return html`<li><span>${sayIncidentStep(said)}</span><span class="soft"><span class="badge warn">${sayTerm(custodyStatuses[custody])}</span></span></li>`;
  }

  #renderStep({ event, person, at, said, isUndone }: Step): TemplateResult {
    const words = sayIncidentStep(said);
    const undo = () => this.dispatchEvent(new IncidentSayEvent({ deed: 'undo', step: event }));
    const isWaiting = this.row?.own.some((own) => own.said.deed === 'undo' && own.said.step === event) ?? false;
    return html`<li>
      <span class=${isUndone ? 'undone' : ''}>${words}</span>
      <span class="soft">${sayPerson(this.people, person)} · ${formatMoment(at, this.now, currentLanguage())}${isUndone ? ` · ${msg('undone')}` : ''}</span>
      ${isUndone || isWaiting ? nothing : html`<button type="button" class="quiet" aria-label=${msg(str`Undo: ${words}`)} @click=${undo}>${msg('Undo')}</button>`}
    </li>`;
  }
}
