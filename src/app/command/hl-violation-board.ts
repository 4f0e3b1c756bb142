import { localized, msg, str } from '@lit/localize';
import type { FeatureCollection } from 'geojson';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { acts, breaches, verdictKinds } from '../../domain/shared/codes.ts';
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
  static override styles = [
    base,
    controls,
    badgeStyles,
    boardStyles,
    css`
      .changed {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--hl-space-3);
        padding: var(--hl-space-2) var(--hl-space-4);
        background: var(--hl-warn-wash);
        color: var(--hl-warn-ink);
      }
    `,
  ];

  @property({ attribute: false }) rows: readonly ViolationRow[] | undefined;
  @property({ attribute: false }) problem: unknown;
  @property({ attribute: false }) places: FeatureCollection | null = null;
  @property({ attribute: false }) people: ReadonlyMap<string, Person> = new Map();
  @property({ type: Number }) now = 0;
  @property() selected: string | null = null;
  @state() private isChangedOnly = false;

  readonly #limit = new RowLimit(this);

  protected override render() {
    const face = renderFace(this.rows, this.problem, [
      msg('No suspected violations.'),
      msg('What rangers record appears here as soon as it is received.'),
    ]);
    if (face || !this.rows) return face;
    const changed = this.rows.filter(({ would }) => would !== null);
    const shown = this.isChangedOnly && changed.length > 0 ? changed : this.rows;
    const rows = shown.toSorted((a, b) => b.bracket.toAt - a.bracket.toAt);
    return html`
      ${changed.length > 0 ? this.#renderChanged(changed.length) : nothing}
      <ul>${repeat(
        this.#limit.cut(rows),
        ({ id }) => id,
        (row) => this.#renderRow(row),
      )}</ul>
      ${this.#limit.renderMore(rows.length)}
    `;
  }

  /** Rules or zones have changed since: nothing in the records has, but somebody should know. */
  #renderChanged(count: number): TemplateResult {
    return html`<p class="changed">
      ${msg(str`By the rules and zones now in use the verdict of ${count} records would be another.`)}
      <button type="button" aria-pressed=${this.isChangedOnly} @click=${() => (this.isChangedOnly = !this.isChangedOnly)}>
        ${this.isChangedOnly ? msg('Show all') : msg('Show these only')}
      </button>
    </p>`;
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

  #renderBadges({ outcome, parts, partsReceived, body, would }: ViolationRow) {
    const isWhole = partsReceived >= parts.length;
    return html`
      ${would ? html`<span class="badge warn">${msg(str`now: ${sayTerm(verdictKinds[would.kind])}`)}</span>` : nothing}
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
