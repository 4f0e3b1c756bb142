import { localized, msg } from '@lit/localize';
import type { FeatureCollection } from 'geojson';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { custodyStatuses } from '../../domain/shared/codes.ts';
import { incidentKinds, incidentVerdicts } from '../../domain/shared/incident-codes.ts';
import type { IncidentRow } from '../incident-ports.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { icon } from '../kit/icon.ts';
import { sayTerm } from '../locales/language.ts';
import { badgeStyles } from './badge.css.ts';
import { boardStyles } from './board.css.ts';
import { renderFace } from './board-faces.ts';
import { incidentsByVerdict, isIncidentUrgent } from './order-incidents.ts';
import { RowLimit } from './row-limit.ts';
import { RowOpenEvent } from './row-open-event.ts';
import { sayIncident, sayIncidentSpan, sayMembers } from './say-incident.ts';

/** Incidents as a duty officer takes them: what is not verified, what is confirmed, what was false. Fires `hl-row-open`. */
@customElement('hl-incident-board')
@localized()
export class IncidentBoard extends LitElement {
  static override styles = [
    base,
    controls,
    badgeStyles,
    boardStyles,
    css`
      .report {
        margin: 10px 16px;
      }
      .urgent {
        border-left-color: var(--hl-danger);
      }
      .badges {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
        justify-content: flex-end;
      }
    `,
  ];

  @property({ attribute: false }) rows: readonly IncidentRow[] | undefined;
  @property({ attribute: false }) problem: unknown;
  @property({ attribute: false }) places: FeatureCollection | null = null;
  @property({ type: Number }) now = 0;
  @property() selected: string | null = null;

  readonly #limit = new RowLimit(this);

  protected override render() {
    return html`<a class="button report" href="#/citizen-report">${icon('plus')}${msg('Citizen’s report')}</a>
      ${this.#renderRows()}`;
  }

  #renderRows() {
    const face = renderFace(this.rows, this.problem, [
      msg('No incidents.'),
      msg('Alarms, sightings and reports of one fire appear here as one.'),
    ]);
    if (face || !this.rows) return face;
    const { unverified, confirmed, false: wrong } = incidentsByVerdict(this.rows);
    return html`
      ${this.#renderGroup(sayTerm(incidentVerdicts.unverified), unverified)}
      ${this.#renderGroup(sayTerm(incidentVerdicts.confirmed), confirmed)}
      ${this.#renderGroup(sayTerm(incidentVerdicts.false), this.#limit.cut(wrong))}
      ${this.#limit.renderMore(wrong.length)}
    `;
  }

  #renderGroup(title: string, rows: readonly IncidentRow[]) {
    if (rows.length === 0) return nothing;
    return html`<section aria-label=${title}>
      <h3>${title} · ${rows.length}</h3>
      <ul>${repeat(
        rows,
        ({ id }) => id,
        (row) => this.#renderRow(row),
      )}</ul>
    </section>`;
  }

  #renderRow(row: IncidentRow): TemplateResult {
    return html`<li class=${isIncidentUrgent(row) ? 'urgent' : ''} ?data-selected=${row.id === this.selected}>
      <button type="button" class="open" @click=${() => this.dispatchEvent(new RowOpenEvent('incident', row.id))}>
        ${sayIncident(row, this.places)}
      </button>
      <div class="badges">
        ${row.kind === 'trouble' ? html`<span class="badge">${sayTerm(incidentKinds.trouble)}</span>` : nothing}
        ${row.permit === null ? nothing : html`<span class="badge permit">${icon('permitted')}${msg('permitted burn')}</span>`}
        ${row.own.some(({ custody }) => custody !== 'held') ? html`<span class="badge warn">${sayTerm(custodyStatuses.saved)}</span>` : nothing}
      </div>
      <p class="line">${sayMembers(row)}</p>
      <p class="line">${sayIncidentSpan(row, this.now)}</p>
    </li>`;
  }
}
