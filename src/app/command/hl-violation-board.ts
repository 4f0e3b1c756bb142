import { localized, msg, str } from '@lit/localize';
import type { FeatureCollection } from 'geojson';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { acts, breaches } from '../../domain/shared/codes.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import type { ViolationRow } from '../ports.ts';
import { badgeStyles } from './badge.css.ts';
import { boardStyles } from './board.css.ts';
import { renderFace } from './board-faces.ts';
import type { Person } from './people-of.ts';
import { RowLimit } from './row-limit.ts';
import { RowOpenEvent } from './row-open-event.ts';
import { sayBracket } from './say-bracket.ts';
import { sayPerson } from './say-person.ts';
import { sayPlace } from './say-place.ts';
import { renderDemonstration } from './status-badge.ts';

/** Suspected violations, newest first. Fires `hl-row-open`. */
@customElement('hl-violation-board')
@localized()
export class ViolationBoard extends LitElement {
  static override styles = [base, controls, badgeStyles, boardStyles];

  @property({ attribute: false }) rows: readonly ViolationRow[] | undefined;
  @property({ attribute: false }) problem: unknown;
  @property({ attribute: false }) places: FeatureCollection | null = null;
  @property({ attribute: false }) people: ReadonlyMap<string, Person> = new Map();
  @property({ type: Number }) now = 0;
  @property() selected: string | null = null;

  readonly #limit = new RowLimit(this);

  protected override render() {
    const face = renderFace(this.rows, this.problem, [
      msg('No suspected violations.'),
      msg('What rangers record appears here as soon as it is received.'),
    ]);
    if (face || !this.rows) return face;
    const rows = this.rows.toSorted((a, b) => b.bracket.toAt - a.bracket.toAt);
    return html`
      <ul>${repeat(
        this.#limit.cut(rows),
        ({ id }) => id,
        (row) => this.#renderRow(row),
      )}</ul>
      ${this.#limit.renderMore(rows.length)}
    `;
  }

  #renderRow(row: ViolationRow): TemplateResult {
    return html`<li ?data-selected=${row.id === this.selected}>
      <button type="button" class="open" @click=${() => this.dispatchEvent(new RowOpenEvent('violation', row.id))}>
        ${sayTerm({ ...acts, ...breaches }[row.body.act])}
      </button>
      <div class="badges">${this.#renderBadges(row)}</div>
      <p class="line">${this.#sayWhere(row)} · ${sayPerson(this.people, row.person)}</p>
      <p class="line">${this.#sayWhen(row)}</p>
    </li>`;
  }

  #renderBadges({ outcome, parts, partsReceived, body }: ViolationRow) {
    const isWhole = partsReceived >= parts.length;
    return html`
      ${outcome === 'held' ? html`<span class="badge warn">${msg('held for review')}</span>` : nothing}
      ${
        isWhole
          ? nothing
          : html`<span class="badge warn">${msg(str`${partsReceived} of ${parts.length} attachments`)}</span>`
      }
      ${body.zones.demonstration ? renderDemonstration() : nothing}
    `;
  }

  #sayWhere({ body: { fix } }: ViolationRow): string {
    return fix ? sayPlace(fix, this.places, currentLanguage()) : msg('no position');
  }

  #sayWhen({ body, bracket }: ViolationRow): string {
    const moment = formatMoment(body.happenedAt, this.now, currentLanguage());
    return `${msg(str`${moment} by the phone`)} · ${sayBracket(bracket, body.happenedAt, this.now, currentLanguage())}`;
  }
}
