import { localized, msg, str } from '@lit/localize';
import type { FeatureCollection } from 'geojson';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { acts, breaches, verdictKinds } from '../../domain/shared/codes.ts';
import { mostEvidenceRecords } from '../../protocol/evidence/evidence-requests.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import type { ViolationRow } from '../ports.ts';
import { badgeStyles } from './badge.css.ts';
import { boardStyles } from './board.css.ts';
import { renderFace } from './board-faces.ts';
import './hl-evidence-export.ts';
import type { Person } from './people-of.ts';
import { RowLimit } from './row-limit.ts';
import { RowOpenEvent } from './row-open-event.ts';
import { sayBracket } from './say-bracket.ts';
import { sayPerson } from './say-person.ts';
import { sayPlace } from './say-place.ts';
import { renderDemonstration, renderReview, renderVoided } from './status-badge.ts';

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
      .reading {
        padding: var(--hl-space-3) var(--hl-space-4);
        color: var(--hl-ink-soft);
      }
      li[data-voided] .open {
        color: var(--hl-ink-soft);
        text-decoration: line-through;
      }
      .choosing {
        display: grid;
        background: var(--hl-paper);
        border-bottom: 1px solid var(--hl-line);
      }
      .choice {
        display: flex;
        gap: 10px;
        align-items: center;
        min-height: 48px;
        position: relative;
        z-index: 1;
        font-size: 0.9375rem;
      }
      .choice input {
        width: 24px;
        min-height: 24px;
        height: 24px;
        accent-color: var(--hl-primary);
      }
    `,
  ];

  @property({ attribute: false }) rows: readonly ViolationRow[] | undefined;
  /** Whether older ones are still being read. */
  @property({ type: Boolean, attribute: 'reading' }) isReading = false;
  @property({ attribute: false }) problem: unknown;
  @property({ attribute: false }) places: FeatureCollection | null = null;
  @property({ attribute: false }) people: ReadonlyMap<string, Person> = new Map();
  /** Ids of the records that were taken back. */
  @property({ attribute: false }) voided: ReadonlySet<string> = new Set();
  @property({ type: Number }) now = 0;
  @property() selected: string | null = null;
  @state() private isChangedOnly = false;
  /** Records chosen for an evidence package; null while nobody is choosing. */
  @state() private chosen: readonly string[] | null = null;

  readonly #limit = new RowLimit(this);

  protected override render() {
    const face = renderFace(this.isReading && this.rows?.length === 0 ? undefined : this.rows, this.problem, [
      msg('No suspected violations.'),
      msg('What rangers record appears here as soon as it is received.'),
    ]);
    if (face || !this.rows) return face;
    const changed = this.rows.filter(({ would }) => would !== null);
    const shown = this.isChangedOnly && changed.length > 0 ? changed : this.rows;
    const rows = shown.toSorted((a, b) => b.bracket.toAt - a.bracket.toAt);
    return html`
      ${changed.length > 0 ? this.#renderChanged(changed.length) : nothing} ${this.#renderChoosing()}
      <ul>${repeat(
        this.#limit.cut(rows),
        ({ id }) => id,
        (row) => this.#renderRow(row),
      )}</ul>
      ${this.isReading ? html`<p class="reading" role="status">${msg('Older records are still being read.')}</p>` : this.#limit.renderMore(rows.length)}
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

  /** Several records go into one evidence package. */
  #renderChoosing(): TemplateResult {
    const { chosen } = this;
    return html`<div class="choosing">
      <button type="button" class="quiet" aria-pressed=${chosen !== null} @click=${() => (this.chosen = chosen ? null : [])}>
        ${chosen ? msg('Stop choosing') : msg('Choose several for an evidence package')}
      </button>
      ${chosen ? html`<hl-evidence-export .records=${chosen}></hl-evidence-export>` : nothing}
    </div>`;
  }

  #renderChoice({ id }: ViolationRow, chosen: readonly string[]): TemplateResult {
    const toggle = () => (this.chosen = chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
    return html`<label class="choice">
      <input type="checkbox" ?checked=${chosen.includes(id)} ?disabled=${!chosen.includes(id) && chosen.length >= mostEvidenceRecords} @change=${toggle} />
      ${msg('into the package')}
    </label>`;
  }

  #renderRow(row: ViolationRow): TemplateResult {
    return html`<li ?data-selected=${row.id === this.selected} ?data-voided=${this.voided.has(row.id)}>
      ${this.chosen ? this.#renderChoice(row, this.chosen) : nothing}
      <button type="button" class="open" @click=${() => this.dispatchEvent(new RowOpenEvent('violation', row.id))}>
        ${sayTerm({ ...acts, ...breaches }[row.body.act])}
      </button>
      <div class="badges">${this.#renderBadges(row)}</div>
      <p class="line">${this.#sayWhere(row)} · ${sayPerson(this.people, row.person)}</p>
      <p class="line">${this.#sayWhen(row)}</p>
    </li>`;
  }

  #renderBadges(row: ViolationRow) {
    const { parts, partsReceived, body, would } = row;
    const isWhole = partsReceived >= parts.length;
    return html`
      ${this.voided.has(row.id) ? renderVoided() : nothing}
      ${would ? html`<span class="badge warn">${msg(str`now: ${sayTerm(verdictKinds[would.kind])}`)}</span>` : nothing}
      ${renderReview(row)}
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
