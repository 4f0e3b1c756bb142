import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { quarantineReasons } from '../../domain/shared/codes.ts';
import type { QuarantineItem } from '../../protocol/review.ts';
import { reviewingContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatBytes } from '../kit/format-bytes.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import type { Reviewing } from '../review-ports.ts';
import { badgeStyles } from './badge.css.ts';
import { reviewStyles } from './review.css.ts';
import { layOutBytes, sayQuarantineDetail, showUnseen } from './say-quarantine.ts';
import { sayDecisionRefusal } from './say-review.ts';

const excerptLength = 120;

/** One thing that could not be accepted: why, from whom, when, how often, how it begins; opened, its bytes as they came. */
@customElement('hl-quarantine-item')
@localized()
export class QuarantineItemRow extends LitElement {
  static override styles = [
    base,
    controls,
    badgeStyles,
    reviewStyles,
    css`
      code {
        overflow-wrap: anywhere;
      }
      .bytes {
        white-space: pre;
      }
    `,
  ];

  @consume({ context: reviewingContext }) reviewing!: Reviewing;
  @property({ attribute: false }) item: QuarantineItem | null = null;
  @property({ type: Number }) now = 0;
  /** Undefined: nobody has looked yet; null: they were not kept. */
  @state() private bytes: Uint8Array | null | undefined = undefined;
  @state() private refusal: string | null = null;

  readonly #leaving = new AbortController();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leaving.abort();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('item')) this.bytes = undefined;
  }

  protected override render() {
    const { item } = this;
    if (!item) return nothing;
    return html`<p><strong>${sayTerm(quarantineReasons[item.reason])}</strong> <span class="badge warn">${this.#saySender(item)}</span></p>
      <p>${sayQuarantineDetail(item)}</p>
      <p class="line"><code>${showUnseen(item.origin)}</code> · ${formatBytes(item.bytes)}</p>
      <p class="line">${this.#sayWhen(item)}</p>
      ${item.text === null ? nothing : html`<p class="line"><code>${showUnseen(item.text.slice(0, excerptLength))}${item.text.length > excerptLength ? '…' : ''}</code></p>`}
      <details @toggle=${this.#look}><summary>${msg('What came')}</summary>${this.#renderContent(item)}</details>`;
  }

  #saySender({ source, gateway, origin }: QuarantineItem): string {
    if (source === 'push') return msg(str`device ${origin.slice(0, 12)}`);
    return gateway ? msg(str`gateway ${gateway}`) : msg('sender unknown');
  }

  #sayWhen({ times, firstAt, lastAt }: QuarantineItem): string {
    const language = currentLanguage();
    const last = formatMoment(lastAt, this.now, language);
    if (times === 1) return last;
    return msg(str`${times} times, first ${formatMoment(firstAt, this.now, language)}, last ${last}`);
  }

  #renderContent({ bytes, text, hash }: QuarantineItem) {
    if (this.refusal !== null) return html`<p class="refused" role="alert">${sayDecisionRefusal(this.refusal)}</p>`;
    if (this.bytes === undefined) return html`<p class="line" role="status">${msg('Loading…')}</p>`;
    const shown = this.bytes;
    return html`${text === null ? nothing : html`<p class="line">${msg('As text; what a screen would hide is written as \\u{…}')}</p><pre tabindex="0" aria-label=${msg('As text')}>${showUnseen(text)}</pre>`}
      ${
        shown === null
          ? html`<p class="line">${msg('Its bytes were too many to keep.')}</p>`
          : html`<p class="line">${shown.length < bytes ? msg(str`The first ${shown.length} of ${bytes} bytes`) : msg(str`All ${bytes} bytes`)}</p>
            <pre class="bytes" tabindex="0" aria-label=${msg('As bytes')}>${layOutBytes(shown)}</pre>`
      }
      <p class="line">SHA-256 <code>${hash}</code></p>`;
  }

  async #look(event: Event): Promise<void> {
    const { item } = this;
    const isOpen = event.target instanceof HTMLDetailsElement && event.target.open;
    if (!item || !isOpen || this.bytes !== undefined) return;
    const answer = await this.reviewing.readQuarantined(item, this.#leaving.signal);
    this.refusal = answer.ok ? null : answer.detail;
    if (answer.ok && item === this.item) this.bytes = answer.value;
  }
}
