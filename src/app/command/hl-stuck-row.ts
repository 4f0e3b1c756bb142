import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Fork, StuckChain } from '../../protocol/pull.ts';
import { reviewingContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage } from '../locales/language.ts';
import type { Reviewing } from '../review-ports.ts';
import { reviewStyles } from './review.css.ts';
import { layOutRaw, sayDecisionRefusal } from './say-review.ts';

/** One chain that cannot go on by itself: whose, why, both versions of each fork, and the way out. */
@customElement('hl-stuck-row')
@localized()
export class StuckRow extends LitElement {
  static override styles = [
    base,
    controls,
    reviewStyles,
    css`
      dialog {
        max-width: 460px;
        margin: auto;
        padding: 24px;
        border: 0;
        border-radius: 12px;
        color: var(--hl-ink);
      }
      dialog::backdrop {
        background: rgb(10 20 14 / 60%);
      }
      dialog p {
        margin: 10px 0 20px;
      }
    `,
  ];

  @consume({ context: reviewingContext }) reviewing!: Reviewing;
  @property({ attribute: false }) row: StuckChain | null = null;
  @property({ attribute: false }) forks: readonly Fork[] = [];
  @property() holder = '';
  @property({ type: Number }) now = 0;
  @state() private standing: ReadonlyMap<number, string> = new Map();
  @state() private refusal: string | null = null;
  @query('dialog') private dialog!: HTMLDialogElement;

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
    return html`<p><strong>${this.holder || msg('a device not known here')}</strong></p>
      <p class="line">${this.#sayWhy(row)}</p>
      ${this.forks.length > 0 ? this.#renderForks() : nothing}
      ${row.closedAt === null ? this.#renderWayOut(row) : html`<p class="line">${msg(str`Closed on ${formatMoment(row.closedAt, this.now, currentLanguage())}; the device goes on with a new chain.`)}</p>`}
      ${this.refusal === null ? nothing : html`<p class="refused" role="alert">${sayDecisionRefusal(this.refusal)}</p>`}`;
  }

  #sayWhy({ forks, refused }: StuckChain): string {
    const why = [
      ...(forks > 0 ? [msg(str`${forks} versions that do not fit its chain`)] : []),
      ...(refused > 0 ? [msg(str`${refused} items that could not be accepted`)] : []),
    ];
    return why.join(' · ');
  }

  #renderForks(): TemplateResult {
    return html`<details @toggle=${() => void this.#readStanding()}>
      <summary>${msg('Both versions')}</summary>
      ${this.forks.map(
        ({ seq, raw, receivedAt }) => html`
        <p class="line">${msg(str`Place ${seq}: in the chain`)}</p>
        <pre tabindex="0">${layOutRaw(this.standing.get(seq) ?? msg('nothing stands there'))}</pre>
        <p class="line">${msg(str`Place ${seq}: the other version, received ${formatMoment(receivedAt, this.now, currentLanguage())}`)}</p>
        <pre tabindex="0">${layOutRaw(raw)}</pre>`,
      )}
    </details>`;
  }

  #renderWayOut(row: StuckChain): TemplateResult {
    return html`<div class="actions">
        <button type="button" class="danger" @click=${() => this.dialog.showModal()}>${msg('Close this chain')}</button>
      </div>
      <dialog aria-labelledby="question" @close=${() => void this.#answer(row)}>
        <h2 id="question">${msg(str`Close the chain of ${this.holder}?`)}</h2>
        <p>${msg('The device begins a new chain by itself and writes there again what was not received. Nothing is lost; what is here stays as it is. If two phones carry the same enrolment, enrol one of them anew first.')}</p>
        <form method="dialog" class="actions">
          <button value="cancel" autofocus>${msg('Not now')}</button>
          <button value="close" class="danger">${msg('Close this chain')}</button>
        </form>
      </dialog>`;
  }

  async #readStanding(): Promise<void> {
    const texts = await Promise.all(
      this.forks.map(async ({ chain, seq }) => [seq, await this.reviewing.readRaw(chain, seq)] as const),
    );
    this.standing = new Map(texts.flatMap(([seq, raw]) => (raw === null ? [] : [[seq, raw] as const])));
  }

  async #answer({ chain }: StuckChain): Promise<void> {
    const isClosing = this.dialog.returnValue === 'close';
    this.dialog.returnValue = '';
    if (!isClosing) return;
    const closed = await this.reviewing.closeChain(chain, this.#leaving.signal);
    this.refusal = closed.ok ? null : closed.detail;
  }
}
