import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { CarriedChain, TakenBundle } from '../courier-ports.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatBytes } from '../kit/format-bytes.ts';
import { formatChain } from '../kit/format-chain.ts';
import { icon } from '../kit/icon.ts';
import { page } from '../kit/page.css.ts';
import { describeCarried, describeTaken, describeTrouble, explainRefusal, isLoss } from './bundle-words.ts';

/** What this phone carries for others. Fires `hl-take` with the chosen file, `hl-receipts`, `hl-remove-delivered`, `hl-give-up` with a chain. */
@customElement('hl-carried-panel')
@localized()
export class HlCarriedPanel extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    css`
      .panel {
        display: grid;
        gap: var(--hl-space-3);
      }

      .choose {
        position: relative;
        margin: 0;
      }

      .choose input {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        opacity: 0;
        cursor: pointer;
      }

      .choose:focus-within {
        outline: 3px solid var(--hl-focus, currentColor);
        outline-offset: 2px;
      }

      ul {
        display: grid;
        gap: var(--hl-space-2);
      }

      .result {
        padding: var(--hl-space-3);
        border-radius: var(--hl-radius-small);
        background: var(--hl-primary-wash);
      }

      .result.bad {
        background: var(--hl-danger-wash);
      }

      .chain {
        display: grid;
        gap: var(--hl-space-1);
        padding-block: var(--hl-space-2);
        border-top: 1px solid var(--hl-line);
      }

      .delivered strong {
        color: var(--hl-clear);
      }

      .stuck {
        color: var(--hl-warn-ink);
      }
    `,
  ];

  @property({ attribute: false }) chains: readonly CarriedChain[] = [];
  @property({ attribute: false }) taken: TakenBundle | null = null;
  @property({ type: Boolean }) busy = false;

  protected override render(): TemplateResult {
    const hasReceipts = this.chains.some(({ events }) => events.received > 0);
    return html`<section class="panel" aria-labelledby="carried">
      <h2 id="carried">${msg('Carry for others')}</h2>
      <p>${msg("Choose a colleague's file: this phone sends it on when there is signal. Here too you open the receipts somebody brought you.")}</p>
      <label class="button wide choose">
        ${icon('plus')}<span>${this.busy ? msg('Reading…') : msg('Choose a file')}</span>
        <input type="file" accept=".hulin,application/octet-stream,*/*" ?disabled=${this.busy} @change=${this.#choose} />
      </label>
      ${this.taken ? this.#renderTaken(this.taken) : null}
      ${this.chains.length > 0 ? html`<ul>${this.chains.map((chain) => this.#renderChain(chain))}</ul>` : null}
      ${hasReceipts ? html`<button type="button" @click=${() => this.#tell('hl-receipts')}>${msg('Export the receipts')}</button>` : null}
      ${this.chains.some(({ mayBeRemoved }) => mayBeRemoved) ? html`<button type="button" @click=${() => this.#tell('hl-remove-delivered')}>${msg('Remove what was delivered')}</button>` : null}
    </section>`;
  }

  #renderTaken(taken: TakenBundle): TemplateResult {
    if (!taken.ok)
      return html`<p class="result bad" role="alert" data-because=${taken.because}>${explainRefusal(taken.because)}</p>`;
    const lost = taken.troubles.filter(isLoss);
    const notes = taken.troubles.filter((trouble) => !isLoss(trouble)).map(describeTrouble);
    return html`<div class="result" role="status">${[...describeTaken(taken), ...notes].map((line) => html`<p>${line}</p>`)}</div>
      ${
        lost.length > 0
          ? html`<div class="result bad" role="alert">
            <p><strong>${msg('Not taken:')}</strong></p>
            <ul>${lost.map((trouble) => html`<li>${describeTrouble(trouble)}</li>`)}</ul>
          </div>`
          : null
      }`;
  }

  #renderChain(chain: CarriedChain): TemplateResult {
    const { events, parts, bytes, isDelivered, stuck } = chain;
    return html`<li class="chain ${isDelivered ? 'delivered' : ''}" data-delivered=${String(isDelivered)}>
      <strong>${msg(str`Phone ${formatChain(chain.chain)}`)}</strong>
      <span class="soft">${msg(str`${events.total} records, ${parts.total} attachments, ${formatBytes(bytes)}`)}</span>
      <span class=${stuck ? 'stuck' : ''}>${describeCarried(chain)}</span>
      ${chain.mayBeGivenUp ? html`<button class="danger" type="button" @click=${() => this.#giveUp(chain)}>${msg('Carry it no longer')}</button>` : null}
    </li>`;
  }

  #choose(event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return;
    const file = event.target.files?.[0];
    if (file) this.dispatchEvent(new CustomEvent<Blob>('hl-take', { detail: file }));
    event.target.value = '';
  }

  #giveUp({ chain }: CarriedChain): void {
    const warning = msg(
      'Remove from this phone what command does not accept? It may be the only copy. Ask the administrator first, or export it to a file.',
    );
    if (confirm(warning)) this.dispatchEvent(new CustomEvent<string>('hl-give-up', { detail: chain }));
  }

  #tell(type: string): void {
    this.dispatchEvent(new CustomEvent(type));
  }
}
