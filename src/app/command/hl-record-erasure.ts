import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { erasureReasons } from '../../domain/shared/codes.ts';
import { evidenceContext } from '../contexts.ts';
import type { Erased, ErasureByHand, EvidenceDesk } from '../evidence-ports.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { sayTerm } from '../locales/language.ts';
import { evidenceExportStyles } from './evidence-export.css.ts';

type Face =
  | { readonly kind: 'asking' }
  | { readonly kind: 'working' }
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly because: Extract<Erased, { ok: false }>['because'] };

const byHand: readonly ErasureByHand[] = ['request', 'mistake'];

/** A button, and the dialog in which the personal parts of a record are made unreadable for ever: what that means, why, and once more whether. */
@customElement('hl-record-erasure')
@localized()
export class RecordErasure extends LitElement {
  static override styles = [
    base,
    controls,
    evidenceExportStyles,
    css`
      :host {
        padding-top: 0;
      }
      fieldset {
        display: grid;
        gap: 8px;
        padding: 0;
        border: 0;
      }
      legend {
        margin-bottom: 6px;
        font-weight: 600;
      }
    `,
  ];

  @consume({ context: evidenceContext }) evidence!: EvidenceDesk;
  @property() record = '';
  @state() private face: Face = { kind: 'asking' };
  @state() private because: ErasureByHand | null = null;
  @state() private isUnderstood = false;
  @state() private isShown = false;
  @query('dialog') private dialog!: HTMLDialogElement;

  #asking: AbortController | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#asking?.abort();
  }

  protected override render(): TemplateResult {
    return html`
      <button type="button" class="wide danger" @click=${this.#show}>${msg('Erase personal data…')}</button>
      <dialog aria-labelledby="title" @close=${this.#end}>
        <h2 id="title">${msg('Erase the personal data of this record')}</h2>
        ${this.isShown ? this.#renderFace() : nothing}
      </dialog>
    `;
  }

  #renderFace(): TemplateResult {
    const { face } = this;
    if (face.kind === 'done') return this.#renderDone();
    return html`<form @submit=${this.#onSubmit}>
      <p>${msg('The keys of its sealed parts are destroyed, at the hub and on the phone that recorded it. This cannot be undone, not by anybody.')}</p>
      <ul class="contents">
        <li>${msg('Gone: names, numbers, photos, signatures, and the words of notes about it')}</li>
        <li>${msg('Stays: act, place, time, verdict, signatures and its place in the chain; it still verifies')}</li>
        <li>${msg('Not reached: evidence packages taken out before, and backups until they expire (30 days)')}</li>
        <li>${msg('That you did this, and why, is signed and stays.')}</li>
      </ul>
      <fieldset>
        <legend>${msg('Reason')}</legend>
        ${byHand.map((code) => this.#renderReason(code))}
      </fieldset>
      <label class="choice">
        <input type="checkbox" ?checked=${this.isUnderstood} @change=${this.#onUnderstood} />
        <span>${msg('I know that nobody will be able to read it again.')}</span>
      </label>
      ${face.kind === 'refused' ? html`<p class="refused" role="alert">${sayRefusal(face.because)}</p>` : nothing}
      <div class="answers">
        <button type="button" autofocus @click=${this.#close}>${msg('Cancel')}</button>
        <button class="danger" ?disabled=${!this.isUnderstood || this.because === null || face.kind === 'working'}>
          ${face.kind === 'working' ? msg('Erasing…') : msg('Erase for ever')}
        </button>
      </div>
    </form>`;
  }

  #renderReason(code: ErasureByHand): TemplateResult {
    return html`<label class="choice">
      <input type="radio" name="because" ?checked=${this.because === code} @change=${() => (this.because = code)} />
      <span>${sayTerm(erasureReasons[code])}</span>
    </label>`;
  }

  #renderDone(): TemplateResult {
    return html`<div class="done">
      <p role="status"><strong>${msg('Erased. What stays of the record still verifies.')}</strong></p>
      <div class="answers"><button type="button" @click=${this.#close}>${msg('Close')}</button></div>
    </div>`;
  }

  #show(): void {
    this.face = { kind: 'asking' };
    this.because = null;
    this.isUnderstood = false;
    this.isShown = true;
    this.dialog.showModal();
  }

  #close(): void {
    this.dialog.close();
  }

  #end(): void {
    this.#asking?.abort();
    this.isShown = false;
  }

  #onUnderstood({ target }: Event): void {
    this.isUnderstood = (target as HTMLInputElement).checked;
  }

  async #onSubmit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.because === null || !this.isUnderstood) return;
    const { signal } = (this.#asking = new AbortController());
    this.face = { kind: 'working' };
    const erased = await this.evidence.erase(this.record, this.because, signal);
    if (signal.aborted) return;
    this.face = erased.ok ? { kind: 'done' } : { kind: 'refused', because: erased.because };
  }
}

function sayRefusal(because: Extract<Erased, { ok: false }>['because']): string {
  const words = {
    'no-network': msg('The hub did not answer. Whether it was erased shows here as soon as there is contact again.'),
    'not-allowed': msg('You may not erase this.'),
    'in-case': msg('Not erased: its case is open. What belongs to a case stays whole until the case is closed.'),
  } as const;
  return words[because];
}
