import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type ReviewOutcome, reviewOutcomes } from '../../domain/shared/codes.ts';
import { heldReasons } from '../../domain/shared/held-codes.ts';
import type { Held } from '../../protocol/pull.ts';
import { reviewingContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import type { Reviewing } from '../review-ports.ts';
import { badgeStyles } from './badge.css.ts';
import './hl-evidence-export.ts';
import type { Person } from './people-of.ts';
import { reviewStyles } from './review.css.ts';
import { sayPerson } from './say-person.ts';
import { layOutRaw, sayDecisionRefusal, sayKind } from './say-review.ts';

/** One event the hub holds: what, who, when, why, its signed text, the decision, and its way out as evidence, as held as it is. */
@customElement('hl-held-row')
@localized()
export class HeldRow extends LitElement {
  static override styles = [base, controls, badgeStyles, reviewStyles];

  @consume({ context: reviewingContext }) reviewing!: Reviewing;
  @property({ attribute: false }) row: Held | null = null;
  @property({ attribute: false }) people: ReadonlyMap<string, Person> = new Map();
  @property({ type: Number }) now = 0;
  @state() private raw: string | null = null;
  @state() private refusal: string | null = null;
  @state() private isAsking = false;

  #isRead = false;
  #leaving = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    this.#leaving = new AbortController();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leaving.abort();
  }

  protected override render() {
    const { row } = this;
    if (!row) return nothing;
    const received = formatMoment(row.receivedAt, this.now, currentLanguage());
    return html`<p><strong>${sayKind(row.kind)}</strong> <span class="badge warn">${sayTerm(heldReasons[row.because])}</span></p>
      <p class="line">${sayPerson(this.people, row.person)} · ${received}</p>
      <details @toggle=${() => void this.#readRaw(row)}>
        <summary>${msg('Signed text')}</summary>
        <pre tabindex="0">${this.raw === null ? msg('Loading…') : layOutRaw(this.raw)}</pre>
      </details>
      ${row.review ? this.#renderDecided(row.review) : this.#renderChoices(row)}
      <hl-evidence-export .records=${[row.event]}></hl-evidence-export>
      ${this.refusal === null ? nothing : html`<p class="refused" role="alert">${sayDecisionRefusal(this.refusal)}</p>`}`;
  }

  #renderChoices(row: Held) {
    return html`<div class="actions">
      <button type="button" class="primary" ?disabled=${this.isAsking} @click=${() => void this.#decide(row, 'released')}>${msg('Take into use')}</button>
      <button type="button" ?disabled=${this.isAsking} @click=${() => void this.#decide(row, 'refused')}>${msg('Do not use')}</button>
    </div>`;
  }

  #renderDecided({ outcome, person, at }: NonNullable<Held['review']>) {
    const who = person === null ? msg('by the hub after its update') : sayPerson(this.people, person);
    return html`<p class="line">${sayTerm(reviewOutcomes[outcome])} · ${who} · ${formatMoment(at, this.now, currentLanguage())}</p>`;
  }

  async #readRaw({ chain, seq }: Held): Promise<void> {
    if (this.#isRead) return;
    const raw = await this.reviewing.readRaw(chain, seq);
    this.#isRead = raw !== null;
    this.raw = raw ?? msg('The text has not been pulled yet.');
  }

  async #decide(row: Held, outcome: ReviewOutcome): Promise<void> {
    if (this.isAsking) return;
    [this.isAsking, this.refusal] = [true, null];
    const decided = await this.reviewing.decide(row, outcome, this.#leaving.signal);
    if (!decided.ok) this.refusal = decided.detail;
    this.isAsking = false;
  }
}
