import { localized, msg, str } from '@lit/localize';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { ref } from 'lit/directives/ref.js';
import type { Camera, CameraShot } from '../camera-ports.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { icon } from '../kit/icon.ts';
import { cameraSheetStyles } from './camera-sheet.css.ts';

type Face = 'closed' | 'starting' | 'live' | 'missing';

/**
 * The camera inside the page, so that no other app can push this one out of memory. One large shutter; stays open for more.
 * Fires `hl-shot` (a `CameraShot`), and `hl-camera-choose` when there is no camera and a file is wanted instead.
 */
@customElement('hl-camera-sheet')
@localized()
export class HlCameraSheet extends LitElement {
  static override styles = [base, controls, cameraSheetStyles];

  @property({ attribute: false }) camera!: Camera;
  @property({ type: Number }) taken = 0;
  @state() private face: Face = 'closed';
  @state() private shooting = false;
  @query('dialog') private dialog!: HTMLDialogElement;

  #stream: MediaStream | null = null;
  #stop: AbortController | null = null;
  readonly #play = (video: Element | undefined): void => {
    if (video instanceof HTMLVideoElement) video.srcObject = this.#stream;
  };

  async show(): Promise<void> {
    this.face = 'starting';
    this.dialog.showModal();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const stream = await this.camera.start(signal);
    if (signal.aborted) return;
    this.#stream = stream;
    this.face = stream ? 'live' : 'missing';
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end();
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-label=${msg('Camera')} @close=${this.#end}>
      <div class="screen">${this.#renderFace()}</div>
      <div class="bar">
        <button class="done" type="button" @click=${() => this.dialog.close()}>${this.taken > 0 ? msg('Done') : msg('Close')}</button>
        ${this.face === 'live' ? this.#renderShutter() : null}
        <p role="status">${this.taken > 0 ? msg(str`${this.taken} taken`) : ''}</p>
      </div>
    </dialog>`;
  }

  #renderFace(): TemplateResult | null {
    if (this.face === 'closed') return null;
    if (this.face === 'starting') return html`<p role="status">${msg('Starting the camera…')}</p>`;
    if (this.face === 'live') return html`<video autoplay playsinline muted ${ref(this.#play)}></video>`;
    return html`<div>
      <p>${msg("The camera cannot be used here. Allow it in the browser's permissions, or choose a photo instead.")}</p>
      <button type="button" @click=${this.#chooseInstead}>${icon('picture')}${msg('Choose a photo')}</button>
    </div>`;
  }

  #renderShutter(): TemplateResult {
    return html`<button class="shutter" type="button" aria-label=${msg('Take the photo')} ?disabled=${this.shooting} @click=${this.#shoot}></button>`;
  }

  async #shoot(): Promise<void> {
    if (!this.#stream) return;
    this.shooting = true;
    try {
      const shot = await this.camera.shoot(this.#stream);
      this.dispatchEvent(new CustomEvent<CameraShot>('hl-shot', { detail: shot }));
    } finally {
      this.shooting = false;
    }
  }

  #chooseInstead(): void {
    this.dialog.close();
    this.dispatchEvent(new CustomEvent('hl-camera-choose'));
  }

  #end(): void {
    this.#stop?.abort();
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
    this.face = 'closed';
  }
}
