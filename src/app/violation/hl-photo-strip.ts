import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Camera, CameraShot } from '../camera-ports.ts';
import type { DraftPhoto } from '../draft-ports.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { icon } from '../kit/icon.ts';
import './hl-camera-sheet.ts';
import type { HlCameraSheet } from './hl-camera-sheet.ts';
import './hl-photo-thumb.ts';

/** The photos of a draft: take, choose, look, remove. Fires `hl-photo-add` (a `CameraShot`) and `hl-photo-remove` (its part). */
@customElement('hl-photo-strip')
@localized()
export class HlPhotoStrip extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr));
        gap: var(--hl-space-2);
        margin-bottom: var(--hl-space-3);
      }

      li {
        position: relative;
      }

      li button {
        position: absolute;
        top: 0;
        right: 0;
        width: var(--hl-tap);
        padding: 0;
        border: 0;
        border-radius: 0 var(--hl-radius-small);
        background: rgb(20 32 26 / 78%);
        color: #fff;
      }

      .ways {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(8.5rem, 100%), 1fr));
        gap: var(--hl-space-2);
      }

      input {
        display: none;
      }

      [role='alert']:not(:empty) {
        margin-top: var(--hl-space-2);
        color: var(--hl-danger);
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) photos: readonly DraftPhoto[] = [];
  @property({ attribute: false }) camera!: Camera;
  @property({ attribute: false }) readPhoto!: (part: string) => Promise<Blob | null>;
  /** Why the last photo was not taken in. */
  @property() problem = '';
  @query('hl-camera-sheet') private sheet!: HlCameraSheet;
  @query('input') private input!: HTMLInputElement;

  protected override render(): TemplateResult {
    return html`<ul ?hidden=${this.photos.length === 0}>
        ${repeat(
          this.photos,
          ({ part }) => part,
          (photo, index) => this.#renderPhoto(photo, index + 1),
        )}
      </ul>
      <div class="ways">
        <button class="primary" type="button" @click=${() => this.sheet.show()}>${icon('camera')}${msg('Take a photo')}</button>
        <button type="button" @click=${() => this.input.click()}>${icon('picture')}${msg('Choose a photo')}</button>
      </div>
      <input type="file" accept="image/*" multiple aria-label=${msg('Choose a photo')} @change=${this.#choose} />
      <p role="alert">${this.problem}</p>
      <hl-camera-sheet .camera=${this.camera} .taken=${this.photos.length}
        @hl-shot=${(event: CustomEvent<CameraShot>) => this.#add(event.detail)}
        @hl-camera-choose=${() => this.input.click()}></hl-camera-sheet>`;
  }

  #renderPhoto({ part }: DraftPhoto, number: number): TemplateResult {
    return html`<li>
      <hl-photo-thumb .photo=${part} .open=${this.readPhoto} .label=${msg(str`Photo ${number}`)}></hl-photo-thumb>
      <button type="button" aria-label=${msg(str`Remove photo ${number}`)} @click=${() => this.#remove(part)}>${icon('close')}</button>
    </li>`;
  }

  #choose(): void {
    for (const file of this.input.files ?? []) this.#add({ photo: file, takenAt: file.lastModified });
    this.input.value = '';
  }

  #add(shot: CameraShot): void {
    this.dispatchEvent(new CustomEvent<CameraShot>('hl-photo-add', { detail: shot, bubbles: true, composed: true }));
  }

  #remove(part: string): void {
    this.dispatchEvent(new CustomEvent<string>('hl-photo-remove', { detail: part, bubbles: true, composed: true }));
  }
}
