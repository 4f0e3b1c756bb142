import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { classMap } from 'lit/directives/class-map.js';
import { type CustodyStatus, custodyStatuses, type ReviewOutcome } from '../../domain/shared/codes.ts';
import { base } from '../kit/base.css.ts';
import { icon } from '../kit/icon.ts';
import { sayTerm } from '../locales/language.ts';
import type { OwnRecord } from '../ports.ts';
import { sayHeld } from './say-held.ts';

/** How many of the three steps saved, received, verified are behind a record all of whose parts are there. */
const stepsDone: Readonly<Record<CustodyStatus, number>> = {
  draft: 0,
  saved: 1,
  sending: 1,
  received: 2,
  held: 2,
  refused: 2,
  'needs-you': 1,
  verified: 3,
};

const sayPartSpoilt = () =>
  msg(
    'An attachment went bad on this phone and cannot be sent. If you still can, take it again in a new record, and tell the administrator.',
  );
const sayTextSpoilt = () =>
  msg(
    'This record went bad on this phone and cannot be read or sent. Keep the phone as it is, do not clear the browser, write the record again if you can, and tell the administrator.',
  );

/** What stands out in words under the steps. */
const standingOut: readonly CustodyStatus[] = ['held', 'refused', 'needs-you'];

/** A record's way: saved on this phone → received, once all its parts are there (2 of 3 until then) → verified; held, what became of that, and needs-you stand out in words. */
@customElement('hl-custody-steps')
@localized()
export class HlCustodySteps extends LitElement {
  static override styles = [
    base,
    css`
      ol {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--hl-space-1) var(--hl-space-3);
        margin: 0;
        padding: 0;
        list-style: none;
        font-size: var(--hl-text-small);
      }

      li {
        display: inline-flex;
        align-items: center;
        gap: 0.3rem;
        color: var(--hl-ink-soft);
      }

      li::before {
        content: '';
        flex: none;
        width: 0.7rem;
        height: 0.7rem;
        border: 2px solid var(--hl-line-strong);
        border-radius: 50%;
      }

      .done {
        color: var(--hl-clear);
        font-weight: 600;
      }

      .done::before {
        border-color: var(--hl-clear);
        background: var(--hl-clear);
      }

      .word {
        display: inline-flex;
        align-items: center;
        gap: var(--hl-space-1);
        margin-top: var(--hl-space-1);
        padding: 0 var(--hl-space-2);
        border-radius: var(--hl-radius-small);
        font-size: var(--hl-text-small);
        font-weight: 600;
      }

      .word svg {
        width: 1.1rem;
        height: 1.1rem;
      }

      .held,
      .refused {
        background: var(--hl-warn-wash);
        color: var(--hl-warn-ink);
      }

      .released {
        color: var(--hl-clear);
      }

      .needs-you {
        background: var(--hl-danger-wash);
        color: var(--hl-danger);
      }
    `,
  ];

  @property({ attribute: false }) record!: OwnRecord;
  /** With why it is held, and what to do. */
  @property({ type: Boolean }) full = false;

  protected override render(): TemplateResult {
    const { custody, review, parts } = this.record;
    const done = parts.received < parts.total ? Math.min(stepsDone[custody], 1) : stepsDone[custody];
    const words = [sayTerm(custodyStatuses.saved), this.#sayReceived(), sayTerm(custodyStatuses.verified)];
    return html`<ol data-custody=${custody}>
        ${words.map((word, step) => this.#renderStep(word, step < done))}
      </ol>
      ${standingOut.includes(custody) ? this.#renderWord(custody) : this.#renderReview(review)}
      ${this.#renderSpoilt()} ${this.#renderHeld()}`;
  }

  #renderSpoilt(): TemplateResult | null {
    const { spoilt } = this.record;
    if (spoilt === undefined) return null;
    const words = spoilt === 'part' ? sayPartSpoilt() : sayTextSpoilt();
    return html`<p class="soft">${words}</p>`;
  }

  #renderHeld(): TemplateResult | null {
    const held = this.full ? sayHeld(this.record) : null;
    return held && html`<p><strong>${held.happened}</strong></p><p>${held.todo}</p>`;
  }

  #renderStep(word: string, isDone: boolean): TemplateResult {
    return html`<li class=${classMap({ done: isDone })}>
      <span>${word}<span class="visually-hidden">${isDone ? msg(', done') : msg(', not yet')}</span></span>
    </li>`;
  }

  #renderReview(review: ReviewOutcome | null): TemplateResult | null {
    if (review !== 'released') return null;
    return html`<p class="word released">${icon('done')}${msg('Was held, in use since the review')}</p>`;
  }

  #renderWord(custody: CustodyStatus): TemplateResult {
    return html`<p class="word ${custody}">${icon('warning')}${sayTerm(custodyStatuses[custody])}</p>`;
  }

  /** Parts are counted while some are on the way: names and notes travel in them, not in the event. */
  #sayReceived(): string {
    const { custody, parts } = this.record;
    const word = sayTerm(custody === 'sending' ? custodyStatuses.sending : custodyStatuses.received);
    const isOnTheWay = parts.received < parts.total && (parts.received > 0 || stepsDone[custody] >= 2);
    return isOnTheWay || (custody === 'sending' && parts.total > 0)
      ? msg(str`${word} (attachments ${parts.received}/${parts.total})`)
      : word;
  }
}
