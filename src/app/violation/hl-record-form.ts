import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { Permit } from '../../domain/permit/permit.ts';
import { verdictKinds } from '../../domain/shared/codes.ts';
import type { Verdict } from '../../domain/verdict/verdict.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatArticles } from '../kit/format-articles.ts';
import '../kit/hl-permit-facts.ts';
import '../kit/hl-said-date.ts';
import type { Camera } from '../camera-ports.ts';
import { page } from '../kit/page.css.ts';
import { inputToMoment, momentToInput } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import type { MapLayers } from '../package-ports.ts';
import type { FixState, ViolationDraft } from '../ports.ts';
import { DraftChangeEvent } from './draft-change.ts';
import './hl-act-picker.ts';
import type { HlActPicker } from './hl-act-picker.ts';
import './hl-party-fields.ts';
import './hl-photo-strip.ts';
import './hl-place-field.ts';

/** Everything about one suspected violation, top to bottom in the order a ranger meets it. Fires `hl-draft-change`. */
@customElement('hl-record-form')
@localized()
export class HlRecordForm extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    css`
      .problem {
        color: var(--hl-danger);
        font-weight: 600;
      }

      textarea + p {
        margin-top: var(--hl-space-2);
      }

      .rule {
        margin-top: var(--hl-space-3);
        padding-top: var(--hl-space-3);
        border-top: 1px solid var(--hl-line);
      }
    `,
  ];

  @property({ attribute: false }) draft!: ViolationDraft;
  @property({ attribute: false }) verdict: Verdict | null = null;
  /** The permit that the verdict rests on. */
  @property({ attribute: false }) permit: Permit | null = null;
  @property({ attribute: false }) fixState: FixState = { kind: 'waiting' };
  @property({ attribute: false }) phoneAt = 0;
  @property({ attribute: false }) camera!: Camera;
  @property({ attribute: false }) readPhoto!: (part: string) => Promise<Blob | null>;
  @property({ attribute: false }) loadLayers!: () => Promise<MapLayers>;
  @property({ attribute: false }) photoProblem = '';
  @property({ attribute: false }) actProblem = '';
  @query('hl-act-picker') private picker!: HlActPicker;

  /** Brings the one required question back to the eye and the finger. */
  askForAct(): void {
    this.picker.scrollIntoView({ block: 'center' });
    this.picker.focus();
  }

  protected override render(): TemplateResult {
    const { draft } = this;
    return html`<div class="sections">
      <section class="panel" aria-labelledby="what">
        <h2 id="what">${msg('What was done')}</h2>
        <p class="problem" role="alert">${this.actProblem}</p>
        <hl-act-picker .act=${draft.act} .hasEntryOrder=${(this.verdict?.entry.length ?? 0) > 0}></hl-act-picker>
      </section>
      <section class="panel" aria-labelledby="photos">
        <h2 id="photos">${msg('Photos')}</h2>
        <hl-photo-strip .photos=${draft.photos} .camera=${this.camera} .readPhoto=${this.readPhoto} .problem=${this.photoProblem}></hl-photo-strip>
      </section>
      <section class="panel" aria-labelledby="where">
        <h2 id="where">${msg('Place and time')}</h2>
        <hl-place-field .fix=${draft.fix} .fixState=${this.fixState} .phoneAt=${this.phoneAt} .loadLayers=${this.loadLayers}></hl-place-field>
        ${this.#renderTime()} ${this.#renderRule()}
      </section>
      <section class="panel" aria-labelledby="who">
        <h2 id="who">${msg('Whom it concerns')}</h2>
        <hl-party-fields .draft=${draft}></hl-party-fields>
      </section>
      <section class="panel">
        <h2><label for="note">${msg('Note')}</label></h2>
        <textarea id="note" rows="4" maxlength="4000" .value=${live(draft.note)} @input=${this.#typeNote}></textarea>
        <p class="soft">${msg('Personal details, note and photos are encrypted. Only authorised people at command can open them.')}</p>
      </section>
    </div>`;
  }

  #renderTime(): TemplateResult {
    return html`<div class="rule">
      <label for="time">${msg('Time (Weihai)')}</label>
      <input id="time" type="datetime-local" .value=${live(momentToInput(this.draft.happenedAt))} @change=${this.#changeTime} />
      <hl-said-date .date=${momentToInput(this.draft.happenedAt)}></hl-said-date>
    </div>`;
  }

  #renderRule(): TemplateResult | null {
    if (!this.verdict) return null;
    const { kind, articles } = this.verdict;
    const cited = articles.length > 0 ? ` · ${formatArticles(articles, currentLanguage())}` : '';
    return html`<p class="rule soft" data-kind=${kind}>${msg('By the rules, fire here:')} <strong>${sayTerm(verdictKinds[kind])}</strong>${cited}</p>
      <hl-permit-facts .permit=${this.permit}></hl-permit-facts>`;
  }

  #typeNote({ target }: Event): void {
    if (target instanceof HTMLTextAreaElement) this.dispatchEvent(new DraftChangeEvent({ note: target.value }));
  }

  #changeTime({ target }: Event): void {
    const at = target instanceof HTMLInputElement ? inputToMoment(target.value) : null;
    if (at !== null) this.dispatchEvent(new DraftChangeEvent({ happenedAt: at }));
  }
}
