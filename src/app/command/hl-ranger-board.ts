import { localized, msg, str } from '@lit/localize';
import type { FeatureCollection } from 'geojson';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatAge } from '../kit/format-span.ts';
import { icon } from '../kit/icon.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage } from '../locales/language.ts';
import type { PositionRow } from '../ports.ts';
import { badgeStyles } from './badge.css.ts';
import { boardStyles } from './board.css.ts';
import { renderFace } from './board-faces.ts';
import { isPositionStale, orderPositions, positionAge } from './order-positions.ts';
import type { Person } from './people-of.ts';
import { RowLimit } from './row-limit.ts';
import { RowOpenEvent } from './row-open-event.ts';
import { sayPlace } from './say-place.ts';

/** Rangers by their last position; after ten minutes without one a ranger is out of contact, never fine. Fires `hl-row-open`. */
@customElement('hl-ranger-board')
@localized()
export class RangerBoard extends LitElement {
  static override styles = [base, controls, badgeStyles, boardStyles];

  @property({ attribute: false }) rows: readonly PositionRow[] | undefined;
  @property({ attribute: false }) problem: unknown;
  @property({ attribute: false }) places: FeatureCollection | null = null;
  @property({ attribute: false }) people: ReadonlyMap<string, Person> = new Map();
  @property({ type: Number }) now = 0;
  @property() selected: string | null = null;

  readonly #limit = new RowLimit(this);

  protected override render() {
    const face = renderFace(this.rows, this.problem, [
      msg('No ranger has sent a position.'),
      msg('Positions come only from rangers on patrol who share them.'),
    ]);
    if (face || !this.rows) return face;
    const rows = orderPositions(this.rows, this.now);
    return html`
      <ul>${repeat(
        this.#limit.cut(rows),
        ({ device }) => device,
        (row) => this.#renderRow(row),
      )}</ul>
      ${this.#limit.renderMore(rows.length)}
    `;
  }

  #renderRow(row: PositionRow): TemplateResult {
    const language = currentLanguage();
    const accuracy = Math.round(row.accuracyMeters);
    return html`<li ?data-selected=${row.device === this.selected}>
      <button type="button" class="open" @click=${() => this.dispatchEvent(new RowOpenEvent('ranger', row.device))}>
        ${this.people.get(row.person)?.name ?? msg('a person not known here')}
      </button>
      ${this.#renderState(row)}
      <p class="line">${sayPlace(row, this.places, language)} · ${msg(str`within ${accuracy} m`)}</p>
      <p class="line">${this.#sayWhen(row)}</p>
    </li>`;
  }

  #renderState(row: PositionRow): TemplateResult {
    const age = formatAge(positionAge(row, this.now), currentLanguage());
    if (!isPositionStale(row, this.now)) return html`<span class="badge">${icon('pin')}${age}</span>`;
    return html`<span class="badge unknown">${icon('offline')}${msg('no contact')}</span>`;
  }

  #sayWhen(row: PositionRow): string {
    const at = Math.min(row.takenAt, row.receivedAt);
    const [moment, age] = [
      formatMoment(at, this.now, currentLanguage()),
      formatAge(positionAge(row, this.now), currentLanguage()),
    ];
    return isPositionStale(row, this.now)
      ? msg(str`last position ${moment} (${age})`)
      : msg(str`position of ${moment}`);
  }
}
