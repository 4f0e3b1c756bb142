import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Permit } from '../../domain/permit/permit.ts';
import type { Now, Verdict } from '../../domain/verdict/verdict.ts';
import { citeVerdict } from '../../domain/violation/cite-verdict.ts';
import { cameraContext, clockContext, draftsContext, fixesContext, packagesContext } from '../contexts.ts';
import { judgeHere } from '../judge-here.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { icon } from '../kit/icon.ts';
import '../kit/hl-problem.ts';
import type { Camera, CameraShot } from '../camera-ports.ts';
import { LiveController } from '../kit/live-controller.ts';
import { NoticeEvent } from '../kit/notice.ts';
import { page } from '../kit/page.css.ts';
import { renderDemonstration } from '../kit/render-demonstration.ts';
import { TickController } from '../kit/tick-controller.ts';
import type { ActivePackages, Packages } from '../package-ports.ts';
import type { Clock, Drafts, Fixes, FixState, ViolationDraft } from '../ports.ts';
import { chooseFix } from './choose-fix.ts';
import { draftAges } from './draft-age.ts';
import type { DraftChangeEvent } from './draft-change.ts';
import { DraftKeeper, discardIfUntouched, isUntouched } from './draft-keeper.ts';
import './hl-record-form.ts';
import type { HlRecordForm } from './hl-record-form.ts';
import { locatedAgoMs } from './located-ago.ts';
import { openDraft } from './open-draft.ts';
import { recordPageStyles } from './record-page.css.ts';
import { renderGone } from './record-page-faces.ts';
import { explainPhotoFailure, explainSaveFailure, sayKept } from './violation-words.ts';

const locating: FixState = { kind: 'waiting' };

/** Writing one suspected violation. Kept at every keystroke; "save" seals and signs it. Opens a new draft when given none. */
@customElement('hl-record-page')
@localized()
export class HlRecordPage extends LitElement {
  static override styles = [base, controls, page, recordPageStyles];

  @consume({ context: draftsContext }) drafts!: Drafts;
  @consume({ context: packagesContext }) packages!: Packages;
  @consume({ context: fixesContext }) fixes!: Fixes;
  @consume({ context: clockContext }) clock!: Clock;
  @consume({ context: cameraContext }) camera!: Camera;
  @property({ attribute: false }) draftId = '';
  @state() private keeper: DraftKeeper | null = null;
  @state() private photoProblem = '';
  @state() private saveProblem = '';
  @state() private actProblem = '';
  @state() private saving = false;
  @state() private openProblem: unknown = undefined;
  @query('hl-record-form') private form!: HlRecordForm;

  readonly #all = new LiveController(
    this,
    () => [this.drafts] as const,
    (drafts) => drafts.all,
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
  readonly #readPhoto = (part: string) => this.drafts.readPhoto(this.draftId, part);
  readonly #loadLayers = () => this.packages.mapLayers();

  protected readonly ticking = new TickController(this, 15_000);

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.keeper && !this.saving) void discardIfUntouched(this.keeper, isUntouched, this.drafts);
    this.keeper = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('draftId') && this.draftId === '') void this.#openNew();
    if (this.keeper?.draft.id !== this.draftId) this.keeper = this.#keep(this.#all.value);
    this.#followFix();
  }

  protected override render(): TemplateResult {
    return html`<header class="top">
        <a class="back" href="#/" aria-label=${msg('Back')}>${icon('back')}</a>
        <h1 tabindex="-1">${msg('Suspected violation')}</h1>
        <span class="soft kept" role="status">${sayKept(this.#kept.value?.kept)}</span>
      </header>
      ${renderDemonstration(this.#packages.value)} ${this.#renderBody()}`;
  }

  #renderBody(): TemplateResult {
    const problem = this.openProblem ?? this.#all.problem ?? this.#packages.problem;
    if (problem) return html`<hl-problem .problem=${problem}></hl-problem>`;
    const kept = this.#kept.value;
    if (this.keeper && kept) return this.#renderForm(kept.draft);
    if (this.draftId !== '' && this.#all.value) return renderGone();
    return html`<p class="empty" role="status">${msg('One moment')}</p>`;
  }

  #renderForm(draft: ViolationDraft): TemplateResult {
    const verdict = this.#judge(draft, this.#packages.value ?? null);
    return html`<hl-record-form .draft=${draft} .verdict=${verdict} .permit=${this.#permitOf(verdict)}
        .fixState=${this.#fixState.value ?? locating} .phoneAt=${Date.now()} .camera=${this.camera}
        .readPhoto=${this.#readPhoto} .loadLayers=${this.#loadLayers} .photoProblem=${this.photoProblem} .actProblem=${this.actProblem}
        @hl-draft-change=${this.#change} @hl-photo-add=${this.#addPhoto} @hl-photo-remove=${(event: CustomEvent<string>) => this.keeper?.removePhoto(event.detail)}></hl-record-form>
      <div class="sections"><button class="quiet danger" type="button" @click=${this.#discard}>${icon('trash')}${msg('Delete this draft')}</button></div>
      <div class="foot">
        <p class="problem" role="alert">${this.saveProblem}</p>
        <button class="primary wide tall" type="button" ?disabled=${this.saving} @click=${this.#save}>${this.saving ? msg('Saving…') : msg('Save')}</button>
      </div>`;
  }

  #keep(drafts: readonly ViolationDraft[] | undefined): DraftKeeper | null {
    const draft = drafts?.find(({ id }) => id === this.draftId);
    return draft ? new DraftKeeper(this.drafts, draft, () => this.clock.now().at) : null;
  }

  async #openNew(): Promise<void> {
    const id = await openDraft(this.drafts, this.clock).catch((problem: unknown) => {
      this.openProblem = problem;
    });
    if (id && this.isConnected) location.replace(`#/record/${id}`);
  }

  #followFix(): void {
    const located = this.#fixState.value;
    if (located?.kind !== 'fix' || !this.keeper) return;
    const { id, fix: kept } = this.keeper.draft;
    const offered = { fix: located.fix, ageMs: locatedAgoMs(located) };
    const fix = chooseFix(kept, offered, draftAges.openForMs(id));
    if (fix !== kept) this.keeper.change({ fix });
  }

  #judge({ act, fix, happenedAt }: ViolationDraft, active: ActivePackages | null): Verdict | null {
    const now: Now = { ...this.clock.now(), at: happenedAt };
    return active && judgeHere(act, fix, now, active);
  }

  #permitOf(verdict: Verdict | null): Permit | null {
    const id = verdict?.kind === 'permitted' ? verdict.permit : null;
    return this.#packages.value?.permits.find((permit) => permit.id === id) ?? null;
  }

  #change({ detail }: DraftChangeEvent): void {
    this.keeper?.change(detail);
    if (detail.act) this.actProblem = '';
  }

  async #addPhoto({ detail: { photo, takenAt } }: CustomEvent<CameraShot>): Promise<void> {
    const result = await this.keeper?.addPhoto(photo, takenAt);
    this.photoProblem = result?.ok === false ? explainPhotoFailure(result.because) : '';
  }

  async #discard(): Promise<void> {
    if (!this.keeper || !confirm(msg('Delete this draft? It cannot be brought back.'))) return;
    await this.keeper.settled();
    await this.drafts.discard(this.keeper.draft.id);
    location.hash = '#/';
  }

  async #save(): Promise<void> {
    const [keeper, active] = [this.keeper, this.#packages.value];
    if (!active) this.saveProblem = explainSaveFailure('no-rules');
    if (!keeper || !active || this.saving) return;
    if (keeper.draft.act === null) return this.#askForAct();
    this.saving = true;
    await this.#finalise(keeper, active).finally(() => (this.saving = false));
  }

  async #finalise(keeper: DraftKeeper, active: ActivePackages): Promise<void> {
    const isKept = await keeper.settled();
    if (!isKept) this.saveProblem = explainSaveFailure(keeper.live.value.kept === 'gone' ? 'gone' : 'storage');
    const verdict = this.#judge(keeper.draft, active);
    if (!isKept || !verdict) return;
    const judged = citeVerdict(verdict, keeper.draft.fix, active.rulebooks, active.zones);
    const result = await this.drafts.finalise(keeper.draft.id, judged);
    this.saveProblem = result.ok ? '' : explainSaveFailure(result.because);
    if (!result.ok) return;
    this.dispatchEvent(new NoticeEvent(msg('Saved on this phone')));
    location.hash = '#/records';
  }

  #askForAct(): void {
    this.actProblem = explainSaveFailure('no-act');
    this.form.askForAct();
  }
}
