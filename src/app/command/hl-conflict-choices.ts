import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';

/** One of the values among which somebody has to choose. `event` null: what stood before anybody said anything. */
export interface ShownValue {
  readonly event: string | null;
  readonly value: string;
  /** Who said it, and when; null where nobody did. */
  readonly who: string | null;
  readonly isClaim: boolean;
  /** Why it cannot be chosen any more; null when it can. */
  readonly whyNot: string | null;
}

/** A supervisor lets this event's value stand; null: what stood before anybody said anything. */
export class ConflictChoiceEvent extends CustomEvent<string | null> {
  static readonly type = 'hl-conflict-choice';

  constructor(event: string | null) {
    super(ConflictChoiceEvent.type, { detail: event });
  }
}

/** Something for which several values were given: what stands and each claim, with a button to let it stand. Fires `hl-conflict-choice`. */
@customElement('hl-conflict-choices')
@localized()
export class ConflictChoices extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      div {
        padding: 10px 12px;
        border: 2px solid var(--hl-warn-line);
        border-radius: var(--hl-radius-small);
        background: var(--hl-warn-wash);
      }
      h4 {
        margin: 0;
        color: var(--hl-warn-ink);
        font-size: 0.9375rem;
      }
      li {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 2px 12px;
        align-items: center;
        margin-top: 8px;
        padding: 8px 10px;
        border-radius: var(--hl-radius-small);
        background: var(--hl-paper);
        font-size: 0.9375rem;
      }
      .who {
        grid-column: 1 / -1;
        color: var(--hl-ink-soft);
        font-size: 0.875rem;
      }
      button {
        padding-inline: 12px;
      }
    `,
  ];

  /** What the values are of. */
  @property() subject = '';
  @property({ attribute: false }) values: readonly ShownValue[] = [];

  protected override render(): TemplateResult {
    return html`<div role="group" aria-label=${msg(str`Conflict: ${this.subject}`)}>
      <h4>${msg(str`${this.subject}: several people changed it without knowing of each other`)}</h4>
      <ul>${this.values.map((value) => this.#renderValue(value))}</ul>
    </div>`;
  }

  #renderValue({ event, value, who, isClaim, whyNot }: ShownValue): TemplateResult {
    return html`<li>
      <span><strong>${value}</strong> ${isClaim ? nothing : html`<span class="soft">${msg('stands for now')}</span>`}</span>
      ${
        whyNot === null
          ? html`<button type="button" aria-label=${msg(str`Let stand: ${value}`)} @click=${() => this.dispatchEvent(new ConflictChoiceEvent(event))}>
              ${isClaim ? msg('Let this stand') : msg('Keep this')}
            </button>`
          : html`<span class="soft">${whyNot}</span>`
      }
      ${who === null ? nothing : html`<span class="who">${who}</span>`}
    </li>`;
  }
}
