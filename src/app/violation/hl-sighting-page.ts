import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { SightingSource } from '../../domain/shared/incident-codes.ts';
import type { Camera, CameraShot } from '../camera-ports.ts';
import { cameraContext, clockContext, fixesContext, packagesContext, sightingsContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import '../kit/hl-problem.ts';
import { icon } from '../kit/icon.ts';
import { LiveController } from '../kit/live-controller.ts';
import { NoticeEvent } from '../kit/notice.ts';
import { page } from '../kit/page.css.ts';
import { renderDemonstration } from '../kit/render-demonstration.ts';
import { TickController } from '../kit/tick-controller.ts';
import type { Packages } from '../package-ports.ts';
import type { Clock, Fixes } from '../ports.ts';
import type { SightingDraft, SightingDrafts } from '../sighting-ports.ts';
import { chooseFix } from './choose-fix.ts';
import { draftAges } from './draft-age.ts';
import { DraftKeeper, discardIfUntouched, type PatchOf } from './draft-keeper.ts';
import './hl-sighting-form.ts';
import { discardLeft, isOld, isUntouched, renderEarlier } from './earlier-report.ts';
import type { HlSightingForm } from './hl-sighting-form.ts';
import { locatedAgoMs } from './located-ago.ts';
import { recordPageStyles } from './record-page.css.ts';
import { explainPhotoFailure, explainSightingFailure, sayKept } from './violation-words.ts';

/** Reporting suspected fire: what a ranger sees, or what a citizen told the duty officer. Goes on with a report that was begun. */
@customElement('hl-sighting-page')
@localized()
export class HlSightingPage extends LitElement {
  static override styles = [base, controls, page, recordPageStyles];

  @consume({ context: sightingsContext }) sightings!: SightingDrafts;
  @consume({ context: packagesContext }) packages!: Packages;
  @consume({ context: fixesContext }) fixes!: Fixes;
  @consume({ context: clockContext }) clock!: Clock;
  @consume({ context: cameraContext }) camera!: Camera;
  @property() source: SightingSource = 'ranger';
  @state() private keeper: DraftKeeper<SightingDraft> | null = null;
  @state() private photoProblem = '';
  @state() private saveProblem = '';
  @state() private signProblem = '';
  @state() private saving = false;
  @state() private openProblem: unknown = undefined;
  @state() private earlier: SightingDraft | null = null;
  @query('hl-sighting-form') private form!: HlSightingForm;

  readonly #all = new LiveController(
    this,
    () => [this.sightings] as const,
    (sightings) => sightings.all,
  );
  readonly #fixState = new LiveController(
    this,
    () => [this.fixes] as const,
    (fixes) => fixes.state,
  );
  readonly #packages = new LiveController(
    this,
    () => [this.packages] as const,
    (packages) => packages.active,
  );
  readonly #kept = new LiveController(
    this,
    () => [this.keeper] as const,
    (keeper) => keeper?.live ?? null,
  );
  readonly #readPhoto = (part: string) => this.sightings.readPhoto(this.keeper?.draft.id ?? '', part);
  readonly #loadLayers = () => this.packages.mapLayers();
  #isOpening = false;

  protected readonly ticking = new TickController(this, 15_000);

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.keeper && !this.saving) void discardIfUntouched(this.keeper, isUntouched, this.sightings);
    this.keeper = null;
    this.earlier = null;
    this.#isOpening = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (this.isConnected && !this.keeper && this.#all.value && !this.#isOpening) void this.#begin(this.#all.value);
    this.#followFix();
  }

  protected override render(): TemplateResult {
    const title = this.source === 'citizen' ? msg('Citizen’s report') : msg('Report suspected fire');
    return html`<header class="top">
        <a class="back" href="#/" aria-label=${msg('Back')}>${icon('back')}</a>
        <h1 tabindex="-1">${title}</h1>
        <span class="soft kept" role="status">${sayKept(this.#kept.value?.kept)}</span>
      </header>
      ${renderDemonstration(this.#packages.value)} ${this.#renderBody()}`;
  }

  #renderBody(): TemplateResult {
    const problem = this.openProblem ?? this.#all.problem;
    if (problem) return html`<hl-problem .problem=${problem}></hl-problem>`;
    const kept = this.#kept.value;
    if (this.earlier) return renderEarlier(this.earlier, this.#goOn, this.#beginAnew);
    return kept ? this.#renderForm(kept.draft) : html`<p class="empty" role="status">${msg('One moment')}</p>`;
  }

  #renderForm(draft: SightingDraft): TemplateResult {
    return html`<hl-sighting-form .draft=${draft} .fixState=${this.#fixState.value ?? ({ kind: 'waiting' } as const)} .phoneAt=${Date.now()}
        .camera=${this.camera} .readPhoto=${this.#readPhoto} .loadLayers=${this.#loadLayers}
        .photoProblem=${this.photoProblem} .signProblem=${this.signProblem}
        @hl-draft-change=${this.#change} @hl-photo-add=${this.#addPhoto}
        @hl-photo-remove=${(event: CustomEvent<string>) => this.keeper?.removePhoto(event.detail)}></hl-sighting-form>
      <div class="sections"><button class="quiet danger" type="button" @click=${this.#discard}>${icon('trash')}${msg('Delete this draft')}</button></div>
      <div class="foot">
        <p class="problem" role="alert">${this.saveProblem}</p>
        <button class="primary wide tall" type="button" ?disabled=${this.saving} @click=${this.#save}>${this.saving ? msg('Saving…') : msg('Report')}</button>
      </div>`;
  }

  /** What was begun just now is gone on with. Of what was begun earlier one is asked: its place and time are of then. */
  async #begin(drafts: readonly SightingDraft[]): Promise<void> {
    this.#isOpening = true;
    const mine = drafts.filter(({ source }) => source === this.source);
    discardLeft(this.sightings, mine);
    const begun = mine.find((draft) => !isUntouched(draft));
    if (!begun) return this.#beginAnew();
    if (isOld(begun)) this.earlier = begun;
    else this.#goOn(begun);
  }

  readonly #beginAnew = async (): Promise<void> => {
    this.earlier = null;
    const draft = await this.#openNew().catch((problem: unknown) => void (this.openProblem = problem));
    if (draft && this.isConnected) this.#goOn(draft);
  };

  readonly #goOn = (draft: SightingDraft): void => {
    this.earlier = null;
    this.keeper = new DraftKeeper<SightingDraft>(this.sightings, draft, () => this.clock.now().at);
  };

  async #openNew(): Promise<SightingDraft> {
    const draft = { ...(await this.sightings.open()), source: this.source, seenAt: this.clock.now().at };
    await this.sightings.save(draft);
    return draft;
  }

  /** Where the ranger stands; where the duty officer sits is of no use to anybody. */
  #followFix(): void {
    const located = this.#fixState.value;
    if (located?.kind !== 'fix' || !this.keeper || this.source === 'citizen') return;
    const { id, fix: kept } = this.keeper.draft;
    const offered = { fix: located.fix, ageMs: locatedAgoMs(located) };
    const fix = chooseFix(kept, offered, draftAges.openForMs(id));
    if (fix !== kept) this.keeper.change({ fix });
  }

  #change({ detail }: CustomEvent<PatchOf<SightingDraft>>): void {
    // What was put on the map is where it is, seen from nowhere.
    this.keeper?.change(detail.fix?.source === 'hand' ? { ...detail, aim: null } : detail);
    if (detail.sign) this.signProblem = '';
  }

  async #addPhoto({ detail: { photo, takenAt } }: CustomEvent<CameraShot>): Promise<void> {
    const result = await this.keeper?.addPhoto(photo, takenAt);
    this.photoProblem = result?.ok === false ? explainPhotoFailure(result.because) : '';
  }

  async #discard(): Promise<void> {
    if (!this.keeper || !confirm(msg('Delete this draft? It cannot be brought back.'))) return;
    await this.keeper.settled();
    await this.sightings.discard(this.keeper.draft.id);
    location.hash = '#/';
  }

  async #save(): Promise<void> {
    const { keeper } = this;
    if (!keeper || this.saving) return;
    if (keeper.draft.sign === null) {
      this.signProblem = explainSightingFailure('no-sign');
      return this.form.askForSign();
    }
    this.saving = true;
    await this.#finalise(keeper).finally(() => (this.saving = false));
  }

  async #finalise(keeper: DraftKeeper<SightingDraft>): Promise<void> {
    if (!(await keeper.settled())) {
      this.saveProblem = explainSightingFailure(keeper.live.value.kept === 'gone' ? 'gone' : 'storage');
      return;
    }
    const result = await this.sightings.finalise(keeper.draft.id);
    this.saveProblem = result.ok ? '' : explainSightingFailure(result.because);
    if (!result.ok) return;
    this.dispatchEvent(new NoticeEvent(msg('Saved on this phone')));
    location.hash = this.source === 'citizen' ? '#/' : '#/records';
  }
}
