import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type PartRole, partRoles } from '../../domain/shared/codes.ts';
import type { ViolationFields } from '../../protocol/event.ts';
import { openingsContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { ForgettingController } from '../kit/forgetting-controller.ts';
import { formatBytes } from '../kit/format-bytes.ts';
import { type OpeningRefusal, sayOpeningRefusal } from '../kit/say-opening.ts';
import { sealedPartStyles } from '../kit/sealed-part.css.ts';
import { sayTerm } from '../locales/language.ts';
import type { OpenedPart, Openings, ViolationRow } from '../ports.ts';
import './hl-opened-fields.ts';
import { readFields } from './read-fields.ts';

type Face =
  | { readonly kind: 'closed' }
  | { readonly kind: 'opening' }
  | { readonly kind: 'fields'; readonly fields: ViolationFields }
  | { readonly kind: 'picture'; readonly url: string }
  | { readonly kind: 'refused'; readonly because: OpeningRefusal };

const closed: Face = { kind: 'closed' };

/**
 * One sealed part as an envelope. What is in it lives in memory only, and is forgotten when it is closed, after five minutes,
 * when the tab is hidden, and when another part is shown.
 */
@customElement('hl-sealed-part')
@localized()
export class SealedPart extends LitElement {
  static override styles = [base, controls, sealedPartStyles];

  @consume({ context: openingsContext }) openings!: Openings;
  @property() event = '';
  @property({ attribute: false }) sealed: ViolationRow['parts'][number] | null = null;
  /** Its number among the photos, or the thumbnails, of the record, from 1. */
  @property({ type: Number }) number = 1;
  @property({ attribute: false }) party: string | null = null;
  /** The fields are the words of a remark: only what was written is shown. */
  @property({ type: Boolean, attribute: 'words' }) isWords = false;
  @state() private face: Face = closed;

  #asking: AbortController | null = null;
  readonly #memory = new ForgettingController(this, () => this.#forget());

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isOther = changed.has('event') || changed.get('sealed')?.sha256 !== this.sealed?.sha256;
    if ((changed.has('event') || changed.has('sealed')) && isOther) this.#forget();
  }

  protected override render() {
    if (!this.sealed) return nothing;
    const { face } = this;
    return html`<article aria-label=${this.#name()} data-face=${face.kind}>
      <div class="head">
        <span class="flap" aria-hidden="true"></span>
        <p><strong>${this.#name()}</strong><br /><span class="soft">${this.#sayState()}</span></p>
        ${this.#renderAction()}
      </div>
      <div aria-live="polite">${this.#renderInside()}</div>
    </article>`;
  }

  #renderAction(): TemplateResult {
    const { kind } = this.face;
    if (kind === 'fields' || kind === 'picture') {
      return html`<button type="button" @click=${() => this.#forget()}>${msg('Close')}</button>`;
    }
    return html`<button type="button" ?disabled=${kind === 'opening'} @click=${() => void this.#open()}>
      ${kind === 'opening' ? msg('Opening…') : msg('Open (this is logged)')}
    </button>`;
  }

  #renderInside() {
    const { face } = this;
    if (face.kind === 'refused') return html`<p class="refused" role="alert">${sayOpeningRefusal(face.because)}</p>`;
    if (face.kind === 'picture') return html`<img src=${face.url} alt=${this.#name()} />`;
    if (face.kind !== 'fields') return nothing;
    return html`<hl-opened-fields .fields=${face.fields} .party=${this.party} ?words=${this.isWords}></hl-opened-fields>`;
  }

  #name(): string {
    if (this.isWords) return msg('Words of the remark');
    const role = this.sealed?.role ?? '';
    const word = role in partRoles ? sayTerm(partRoles[role as PartRole]) : role;
    return role === 'photo' || role === 'thumbnail' ? `${word} ${this.number}` : word;
  }

  #sayState(): string {
    if (this.face.kind === 'fields' || this.face.kind === 'picture') return msg('open, in memory only');
    return msg(str`sealed, ${formatBytes(this.sealed?.bytes ?? 0)}`);
  }

  async #open(): Promise<void> {
    if (!this.sealed) return;
    const { sha256, type } = this.sealed;
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    this.face = { kind: 'opening' };
    const opened = await this.openings.open(this.event, sha256, signal);
    const face = await toFace(opened, type);
    if (signal.aborted) return release(face);
    this.face = face;
    this.#memory.start();
  }

  #forget(): void {
    this.#asking?.abort();
    this.#memory.stop();
    release(this.face);
    this.face = closed;
  }
}

async function toFace(opened: OpenedPart, type: string): Promise<Face> {
  if (!opened.ok) return { kind: 'refused', because: opened.because };
  if (type.startsWith('image/')) return { kind: 'picture', url: URL.createObjectURL(opened.blob) };
  const fields = readFields(await opened.blob.text());
  return fields ? { kind: 'fields', fields } : { kind: 'refused', because: 'cannot-open' };
}

function release(face: Face): void {
  if (face.kind === 'picture') URL.revokeObjectURL(face.url);
}
