import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { type Act, acts, type Breach, breaches, codesOf } from '../../domain/shared/codes.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { icon } from '../kit/icon.ts';
import { DraftChangeEvent } from './draft-change.ts';
import { sayConduct } from './violation-words.ts';

/** What was done: the twelve acts and the other breaches as large buttons, folded to the chosen one. */
@customElement('hl-act-picker')
@localized()
export class HlActPicker extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(8.5rem, 100%), 1fr));
        gap: var(--hl-space-2);
        margin-block: var(--hl-space-2) var(--hl-space-4);
      }

      li button {
        width: 100%;
        height: 100%;
        min-height: 3.5rem;
        padding: var(--hl-space-2);
        border-color: var(--hl-line-strong);
        color: var(--hl-ink);
      }

      li button[aria-pressed='true'] {
        border-color: var(--hl-primary);
        background: var(--hl-primary);
        color: var(--hl-on-primary);
      }

      h3 {
        font-size: var(--hl-text);
        color: var(--hl-ink-soft);
      }

      .chosen {
        width: 100%;
        justify-content: space-between;
        text-align: start;
        font-size: var(--hl-text-large);
        background: var(--hl-primary-wash);
      }

      .chosen small {
        display: inline-flex;
        align-items: center;
        flex: none;
        font-size: var(--hl-text-small);
      }
    `,
  ];

  @property() act: Act | Breach | null = null;
  /** Whether an order here lets nobody in without approval: only then is there such a breach to choose. */
  @property({ attribute: false }) hasEntryOrder = false;
  @state() private unfolded = false;
  @query('button') private first!: HTMLButtonElement | null;

  override focus(): void {
    this.first?.focus();
  }

  protected override render(): TemplateResult {
    if (this.act !== null && !this.unfolded) return this.#renderChosen(this.act);
    return html`${this.#renderGroup(msg('Use of fire'), codesOf(acts))}
    ${this.#renderGroup(msg('Other breaches'), this.#breaches())}`;
  }

  #breaches(): readonly Breach[] {
    const isOffered = this.hasEntryOrder || this.act === 'entering-unapproved';
    return codesOf(breaches).filter((code) => isOffered || code !== 'entering-unapproved');
  }

  #renderChosen(act: Act | Breach): TemplateResult {
    return html`<button class="chosen" type="button" aria-expanded="false" @click=${this.#unfold}>
      <span>${sayConduct(act)}</span><small>${msg('Change')} ${icon('down')}</small>
    </button>`;
  }

  #renderGroup(title: string, codes: readonly (Act | Breach)[]): TemplateResult {
    return html`<h3>${title}</h3>
      <ul>
        ${codes.map(
          (code) => html`<li>
          <button type="button" aria-pressed=${code === this.act} @click=${() => this.#choose(code)}>${sayConduct(code)}</button>
        </li>`,
        )}
      </ul>`;
  }

  async #choose(act: Act | Breach): Promise<void> {
    this.act = act;
    this.unfolded = false;
    this.dispatchEvent(new DraftChangeEvent({ act }));
    await this.updateComplete;
    this.first?.focus();
    this.scrollIntoView({ block: 'nearest' });
  }

  async #unfold(): Promise<void> {
    this.unfolded = true;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLButtonElement>('[aria-pressed="true"]')?.focus();
  }
}
