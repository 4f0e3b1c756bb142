import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { evidenceContext } from '../contexts.ts';
import type { EvidenceDesk, Exported } from '../evidence-ports.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { ForgettingController } from '../kit/forgetting-controller.ts';
import { formatBytes } from '../kit/format-bytes.ts';
import { evidenceExportStyles } from './evidence-export.css.ts';
import { evidenceContents, sayExportRefusal } from './evidence-words.ts';

type Face =
  | { readonly kind: 'asking' }
  | { readonly kind: 'working'; readonly received: number; readonly of: number | null }
  | { readonly kind: 'done'; readonly file: Blob; readonly sha256: string; readonly url: string }
  | { readonly kind: 'refused'; readonly because: Extract<Exported, { ok: false }>['because'] };

const asking: Face = { kind: 'asking' };

/** A button, and the dialog in which an evidence package of these records is asked for, with a reason, and saved. */
@customElement('hl-evidence-export')
@localized()
export class EvidenceExport extends LitElement {
  static override styles = [base, controls, evidenceExportStyles];

  @consume({ context: evidenceContext }) evidence!: EvidenceDesk;
  @property({ attribute: false }) records: readonly string[] = [];
  @state() private face: Face = asking;
  @state() private isShown = false;
  @state() private isOpened = false;
  @state() private reason = '';
  @query('dialog') private dialog!: HTMLDialogElement;

  #asking: AbortController | null = null;
  readonly #forgetting = new ForgettingController(this, () => this.#forget());

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end();
  }

  protected override render() {
    const count = this.records.length;
    return html`
      <button type="button" class="wide" ?disabled=${count === 0} @click=${this.#show}>
        ${count > 1 ? msg(str`Export ${count} records as evidence…`) : msg('Export as evidence…')}
      </button>
      <dialog aria-labelledby="title" @close=${this.#end} @cancel=${this.#end}>
        <h2 id="title">${count > 1 ? msg(str`Evidence package of ${count} records`) : msg('Evidence package')}</h2>
        ${this.isShown ? this.#renderFace() : nothing}
      </dialog>
    `;
  }

  #renderFace(): TemplateResult {
    const { face } = this;
    if (face.kind === 'working') return this.#renderWorking(face.received, face.of);
    if (face.kind === 'done') return this.#renderDone(face);
    return this.#renderForm(face.kind === 'refused' ? sayExportRefusal(face.because) : null);
  }

  #renderForm(refusal: string | null): TemplateResult {
    return html`<form @submit=${this.#onSubmit}>
      <p>${msg('One ZIP file that proves itself, offline and without Hulin. In it:')}</p>
      <ul class="contents">
        ${evidenceContents().map((text) => html`<li>${text}</li>`)}
      </ul>
      <label class="choice">
        <input type="checkbox" ?checked=${this.isOpened} @change=${this.#onOpened} />
        <span>
          ${msg('Personal fields and photos, opened')}<br />
          <span class="soft">${msg('Whoever has the file can read them. Each is logged under your name with the reason.')}</span>
        </span>
      </label>
      <label class="reason">
        ${msg('Reason (stands in the package and in the log)')}
        <textarea required minlength="2" maxlength="200" rows="2" .value=${this.reason} @input=${this.#onReason}></textarea>
      </label>
      ${refusal === null ? '' : html`<p class="refused" role="alert">${refusal}</p>`}
      <div class="answers">
        <button type="button" @click=${this.#close}>${msg('Cancel')}</button>
        <button class="primary" ?disabled=${this.reason.trim().length < 2}>${msg('Export')}</button>
      </div>
    </form>`;
  }

  #renderWorking(received: number, of: number | null): TemplateResult {
    const said = received === 0 ? msg('The hub is putting it together…') : formatBytes(received);
    return html`<div class="working">
      ${of === null ? html`<progress aria-labelledby="said"></progress>` : html`<progress aria-labelledby="said" max=${of} value=${received}></progress>`}
      <p id="said" role="status">${of === null ? said : msg(str`${formatBytes(received)} of ${formatBytes(of)}`)}</p>
      <div class="answers"><button type="button" @click=${this.#close}>${msg('Cancel')}</button></div>
    </div>`;
  }

  #renderDone({ file, sha256, url }: Extract<Face, { kind: 'done' }>): TemplateResult {
    return html`<div class="done">
      <p role="status"><strong>✓ ${msg(str`Ready, ${formatBytes(file.size)}.`)}</strong></p>
      <dl>
        <dt>SHA-256</dt>
        <dd><code>${sha256}</code></dd>
      </dl>
      <p class="soft">${msg('Write this number down apart from the file, in the hand-over sheet for example. To check the package: open verify.html in it.')}</p>
      <div class="answers">
        <button type="button" @click=${this.#close}>${msg('Close')}</button>
        <a class="button primary" href=${url} download=${this.#fileName(sha256)}>${msg('Save the file')}</a>
      </div>
    </div>`;
  }

  #fileName(sha256: string): string {
    return `hulin-evidence-${sha256.slice(0, 12)}.zip`;
  }

  #show(): void {
    this.face = asking;
    this.isOpened = false;
    this.reason = '';
    this.isShown = true;
    this.dialog.showModal();
  }

  #close(): void {
    this.dialog.close();
  }

  #onOpened({ target }: Event): void {
    this.isOpened = (target as HTMLInputElement).checked;
  }

  #onReason({ target }: Event): void {
    this.reason = (target as HTMLTextAreaElement).value;
  }

  async #onSubmit(event: Event): Promise<void> {
    event.preventDefault();
    const { signal } = (this.#asking = new AbortController());
    this.face = { kind: 'working', received: 0, of: null };
    const request = { records: [...this.records], reason: this.reason.trim(), open: this.isOpened };
    const onProgress = (received: number, of: number | null) => {
      if (!signal.aborted) this.face = { kind: 'working', received, of };
    };
    const exported = await this.evidence.export(request, onProgress, signal).catch((problem: unknown) => {
      if (signal.aborted) return null;
      throw problem;
    });
    if (exported === null || signal.aborted) return;
    if (exported.ok && request.open) this.#forgetting.start();
    this.face = exported.ok
      ? { kind: 'done', file: exported.file, sha256: exported.sha256, url: URL.createObjectURL(exported.file) }
      : { kind: 'refused', because: exported.because };
  }

  /** A package with opened fields and photos is not left lying about; a sealed one may be. */
  #forget(): void {
    if (this.face.kind !== 'done' || !this.isOpened) return;
    this.#close();
    this.#end();
  }

  /** Cancels what is underway; what was opened is let go of. */
  #end(): void {
    this.#asking?.abort();
    this.#forgetting.stop();
    if (this.face.kind === 'done') URL.revokeObjectURL(this.face.url);
    this.face = asking;
    this.isShown = false;
  }
}
