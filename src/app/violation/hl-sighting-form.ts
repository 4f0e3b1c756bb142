import { localized, msg } from '@lit/localize';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { codesOf } from '../../domain/shared/codes.ts';
import { type SightingSign, sightingSigns, sightingSizes } from '../../domain/shared/incident-codes.ts';
import type { Camera } from '../camera-ports.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { icon } from '../kit/icon.ts';
import { page } from '../kit/page.css.ts';
import { inputToMoment, momentToInput } from '../kit/weihai-time.ts';
import { sayTerm } from '../locales/language.ts';
import type { MapLayers } from '../package-ports.ts';
import type { FixState } from '../ports.ts';
import type { SightingDraft } from '../sighting-ports.ts';
import { DraftChangeEvent } from './draft-change.ts';
import type { PatchOf } from './draft-keeper.ts';
import './hl-aim-field.ts';
import './hl-photo-strip.ts';
import './hl-place-field.ts';
import { sightingFormStyles } from './sighting-form.css.ts';

/** A sighting, what matters most first: what, where, how large. Of a citizen's call also who called. Fires `hl-draft-change`. */
@customElement('hl-sighting-form')
@localized()
export class HlSightingForm extends LitElement {
  static override styles = [base, controls, page, sightingFormStyles];

  @property({ attribute: false }) draft!: SightingDraft;
  @property({ attribute: false }) fixState: FixState = { kind: 'waiting' };
  @property({ attribute: false }) phoneAt = 0;
  @property({ attribute: false }) camera!: Camera;
  @property({ attribute: false }) readPhoto!: (part: string) => Promise<Blob | null>;
  @property({ attribute: false }) loadLayers!: () => Promise<MapLayers>;
  @property({ attribute: false }) photoProblem = '';
  @property({ attribute: false }) signProblem = '';
  @query('.two button') private first!: HTMLButtonElement;

  /** Brings the one required question back to the eye and the finger. */
  askForSign(): void {
    this.first.scrollIntoView({ block: 'center' });
    this.first.focus();
  }

  protected override render(): TemplateResult {
    const { draft } = this;
    return html`<div class="sections">
      <section class="panel" aria-labelledby="what">
        <h2 id="what">${msg('What can be seen')}</h2>
        <p class="problem" role="alert">${this.signProblem}</p>
        <div class="two">${codesOf(sightingSigns).map((sign) => this.#renderSign(sign))}</div>
      </section>
      <section class="panel" aria-labelledby="where">
        <h2 id="where">${msg('Where it is')}</h2>
        ${draft.fix?.source === 'hand' ? null : html`<hl-aim-field .aim=${draft.aim}></hl-aim-field>`}
        <div class="rule">
          <hl-place-field .fix=${draft.fix} .fixState=${this.fixState} .phoneAt=${this.phoneAt} .loadLayers=${this.loadLayers}></hl-place-field>
        </div>
      </section>
      <section class="panel" aria-labelledby="size">
        <h2 id="size">${msg('How large it looks')}</h2>
        <div class="chips">
          ${codesOf(sightingSizes).map((size) => html`<button type="button" aria-pressed=${draft.size === size} @click=${() => this.#change({ size })}>${sayTerm(sightingSizes[size])}</button>`)}
        </div>
        ${this.#renderTime()}
      </section>
      ${draft.source === 'citizen' ? this.#renderCaller() : this.#renderPhotos()} ${this.#renderNote()}
    </div>`;
  }

  #renderSign(sign: SightingSign): TemplateResult {
    const word = html`${icon(sign === 'flames' ? 'fire' : 'warning')}${sayTerm(sightingSigns[sign])}`;
    return html`<button type="button" aria-pressed=${this.draft.sign === sign} @click=${() => this.#change({ sign })}>${word}</button>`;
  }

  #renderTime(): TemplateResult {
    return html`<div class="field">
      <label for="time">${msg('Time (Weihai)')}</label>
      <input id="time" type="datetime-local" .value=${live(momentToInput(this.draft.seenAt))} @change=${this.#changeTime} />
    </div>`;
  }

  #renderPhotos(): TemplateResult {
    return html`<section class="panel" aria-labelledby="photos">
      <h2 id="photos">${msg('Photos')}</h2>
      <hl-photo-strip .photos=${this.draft.photos} .camera=${this.camera} .readPhoto=${this.readPhoto} .problem=${this.photoProblem}></hl-photo-strip>
    </section>`;
  }

  #renderCaller(): TemplateResult {
    return html`<section class="panel" aria-labelledby="who">
      <h2 id="who">${msg('Who called')}</h2>
      ${this.#renderField('name', msg('Name'), 'text', 200)} ${this.#renderField('phone', msg('Phone'), 'tel', 40)}
    </section>`;
  }

  #renderField(field: 'name' | 'phone', label: string, inputmode: string, maxlength: number): TemplateResult {
    return html`<div class="field">
      <label for=${field}>${label}</label>
      <input id=${field} inputmode=${inputmode} maxlength=${maxlength} autocomplete="off" .value=${live(this.draft[field])}
        @input=${({ target }: Event) => target instanceof HTMLInputElement && this.#change({ [field]: target.value })} />
    </div>`;
  }

  #renderNote(): TemplateResult {
    return html`<section class="panel">
      <h2><label for="note">${msg('Note')}</label></h2>
      <textarea id="note" rows="3" maxlength="4000" .value=${live(this.draft.note)}
        @input=${({ target }: Event) => target instanceof HTMLTextAreaElement && this.#change({ note: target.value })}></textarea>
      <p class="soft">${msg('Personal details, note and photos are encrypted. Only authorised people at command can open them.')}</p>
    </section>`;
  }

  #changeTime({ target }: Event): void {
    const at = target instanceof HTMLInputElement ? inputToMoment(target.value) : null;
    if (at !== null) this.#change({ seenAt: at });
  }

  #change(patch: PatchOf<SightingDraft>): void {
    this.dispatchEvent(new DraftChangeEvent(patch));
  }
}
