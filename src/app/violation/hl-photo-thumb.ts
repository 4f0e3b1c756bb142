import { localized, msg } from '@lit/localize';
import { Task } from '@lit/task';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../kit/base.css.ts';

/** One photo, opened for showing and forgotten with the element: the decrypted bytes live in memory only. */
@customElement('hl-photo-thumb')
@localized()
export class HlPhotoThumb extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        aspect-ratio: 1;
        overflow: hidden;
        border-radius: var(--hl-radius-small);
        background: var(--hl-ground);
        border: 1px solid var(--hl-line);
      }

      img {
        display: block;
        width: 100%;
        height: 100%;
        object-fit: cover;
      }

      p {
        display: grid;
        place-content: center;
        height: 100%;
        padding: var(--hl-space-2);
        text-align: center;
      }
    `,
  ];

  @property() photo = '';
  @property() label = '';
  @property({ attribute: false }) open: ((photo: string) => Promise<Blob | null>) | null = null;

  #url: string | null = null;

  readonly #opened = new Task(this, {
    args: () => [this.photo],
    task: async ([photo], { signal }) => {
      const blob = (await this.open?.(photo)) ?? null;
      this.#forget();
      if (blob === null || signal.aborted || !this.isConnected) return null;
      this.#url = URL.createObjectURL(blob);
      return this.#url;
    },
  });

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) void this.#opened.run();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forget();
  }

  protected override render(): TemplateResult {
    return html`${this.#opened.render({
      pending: () => html`<p class="soft">${msg('Opening…')}</p>`,
      error: () => html`<p class="soft">${msg('Cannot be shown')}</p>`,
      complete: (url) =>
        url === null ? html`<p class="soft">${msg('Cannot be shown')}</p>` : html`<img src=${url} alt=${this.label} />`,
    })}`;
  }

  #forget(): void {
    if (this.#url) URL.revokeObjectURL(this.#url);
    this.#url = null;
  }
}
