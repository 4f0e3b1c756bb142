import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { IncidentRow } from '../incident-ports.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import type { DeskPicture } from './desk-picture.ts';
import { detailStyles } from './detail.css.ts';
import { IncidentSayEvent } from './incident-say-event.ts';
import { sayIncident, sayIncidentSpan } from './say-incident.ts';

/** Incidents further apart in time than this are nobody's one fire. */
const nearMs = 86_400_000;

/** Putting an incident together with another of about the same time. Fires `hl-incident-say`. */
@customElement('hl-incident-joining')
@localized()
export class IncidentJoining extends LitElement {
  static override styles = [
    base,
    controls,
    detailStyles,
    css`
      .row {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 8px;
      }
      select {
        min-width: 0;
      }
    `,
  ];

  @property({ attribute: false }) row: IncidentRow | null = null;
  @property({ attribute: false }) picture: DeskPicture | null = null;
  @query('select') private choice!: HTMLSelectElement;

  protected override render() {
    const { row, picture } = this;
    const others = row && picture ? this.#others(row, picture) : [];
    if (!row || !picture || others.length === 0) return nothing;
    return html`<section>
      <h3><label for="other">${msg('The same fire as another incident')}</label></h3>
      <div class="row">
        <select id="other">
          ${others.map((other) => html`<option value=${other.id}>${sayIncident(other, picture.places)} · ${sayIncidentSpan(other, picture.now)}</option>`)}
        </select>
        <button type="button" @click=${() => this.#merge(row, others)}>${msg('Merge')}</button>
      </div>
    </section>`;
  }

  #others(row: IncidentRow, { incidents = [] }: DeskPicture): IncidentRow[] {
    if (row.kind !== 'fire') return [];
    const [from, to] = [row.fromAt - nearMs, (row.toAt ?? Number.POSITIVE_INFINITY) + nearMs];
    return incidents.filter(
      ({ id, kind, fromAt, toAt }) =>
        id !== row.id && kind === 'fire' && fromAt <= to && (toAt ?? Number.POSITIVE_INFINITY) >= from,
    );
  }

  #merge(row: IncidentRow, others: readonly IncidentRow[]): void {
    const other = others.find(({ id }) => id === this.choice.value);
    if (!other) return;
    const idsOf = ({ members }: IncidentRow) => members.map(({ id }) => id);
    this.dispatchEvent(new IncidentSayEvent({ deed: 'merge', these: idsOf(row), those: idsOf(other) }));
  }
}
