import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Now, Verdict } from '../../domain/verdict/verdict.ts';
import { cameraContext, clockContext, draftsContext, fixesContext, packagesContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import '../kit/hl-banner.ts';
import { icon } from '../kit/icon.ts';
import '../kit/hl-problem.ts';
import { LiveController } from '../kit/live-controller.ts';
import { NoticeEvent } from '../kit/notice.ts';
import { page } from '../kit/page.css.ts';
import { TickController } from '../kit/tick-controller.ts';
import { sayTerm } from '../locales/language.ts';
import type { ActivePackages, Camera, CameraShot, Clock, Drafts, Fixes, Packages, ViolationDraft } from '../ports.ts';
import { chooseFix } from './choose-fix.ts';
import type { DraftChangeEvent } from './draft-change.ts';
import { DraftKeeper, isUntouched } from './draft-keeper.ts';
import './hl-record-form.ts';
import type { HlRecordForm } from './hl-record-form.ts';
import { judgeConduct } from './judge-conduct.ts';
import { explainPhotoFailure, explainSaveFailure } from './violation-words.ts';

/** Writing one suspected violation. Kept at every keystroke; "save" seals and signs it. Opens a new draft when given none. */
@localized()
@customElement('hl-record-page')
export class HlRecordPage extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    css`
      .kept {
        text-align: center;
      }

      .foot p:empty {
        display: none;
      }

      .problem {
        color: var(--hl-danger);
        font-weight: 600;
        margin-bottom: var(--hl-space-2);
      }

      .empty {
        display: grid;
        gap: var(--hl-space-4);
        padding: var(--hl-space-6) var(--hl-space-4);
      }
    `,
  ];

  @consume({ context: draftsContext }) drafts!: Drafts;
  @consume({ context: packagesContext }) packages!: Packages;
  @consume({ context: fixesContext }) fixes!: Fixes;
  @consume({ context: clockContext }) clock!: Clock;
  @consume({ context: cameraContext }) camera!: Camera;
  @property() draftId = '';
  @state() private keeper: DraftKeeper | null = null;
  @state() private photoProblem = '';
  @state() private saveProblem = '';
  @state() private actProblem = '';
  @state() private saving = false;
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

  constructor() {
    super();
    new TickController(this, 15_000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.keeper && isUntouched(this.keeper.draft) && !this.saving) void this.drafts.discard(this.keeper.draft.id);
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
        <span class="soft kept" role="status">${this.#sayKept()}</span>
      </header>
      ${this.#renderBanner()} ${this.#renderBody()}`;
  }

  #renderBanner(): TemplateResult | null {
    const banner = this.#packages.value?.banner;
    return banner ? html`<hl-banner kind="note">${sayTerm(banner)}</hl-banner>` : null;
  }

  #renderBody(): TemplateResult {
    const problem = this.#all.problem ?? this.#packages.problem;
    if (problem) return html`<hl-problem .problem=${problem}></hl-problem>`;
    const kept = this.#kept.value;
    if (this.keeper && kept) return this.#renderForm(kept.draft);
    if (this.draftId !== '' && this.#all.value) return this.#renderGone();
    return html`<p class="empty" role="status">${msg('One moment')}</p>`;
  }

  #renderForm(draft: ViolationDraft): TemplateResult {
    return html`<hl-record-form .draft=${draft} .verdict=${this.#judge(draft, this.#packages.value ?? null)}
        .fixState=${this.#fixState.value ?? { kind: 'waiting' }} .phoneAt=${Date.now()} .camera=${this.camera}
        .readPhoto=${this.#readPhoto} .loadLayers=${this.#loadLayers} .photoProblem=${this.photoProblem} .actProblem=${this.actProblem}
        @hl-draft-change=${this.#change} @hl-photo-add=${this.#addPhoto} @hl-photo-remove=${this.#removePhoto}></hl-record-form>
      <div class="sections"><button class="quiet danger" type="button" @click=${this.#discard}>${icon('trash')}${msg('Delete this draft')}</button></div>
      <div class="foot">
        <p class="problem" role="alert">${this.saveProblem}</p>
        <button class="primary wide tall" type="button" ?disabled=${this.saving} @click=${this.#save}>${this.saving ? msg('Saving…') : msg('Save')}</button>
      </div>`;
  }

  #renderGone(): TemplateResult {
    return html`<div class="empty">
      <p>${msg('This draft has been saved or deleted.')}</p>
      <a class="button" href="#/records">${msg('Go to the records')}</a>
    </div>`;
  }

  #sayKept(): string {
    const kept = this.#kept.value?.kept;
    if (kept === 'failed') return msg('Draft not kept!');
    return kept === 'not-yet' ? msg('Keeping…') : kept === 'yes' ? msg('Draft kept') : '';
  }

  #keep(drafts: readonly ViolationDraft[] | undefined): DraftKeeper | null {
    const draft = drafts?.find(({ id }) => id === this.draftId);
    return draft ? new DraftKeeper(this.drafts, draft, () => this.clock.now().at) : null;
  }

  /** The time first offered is the corrected one, not what the phone shows. */
  async #openNew(): Promise<void> {
    const draft = await this.drafts.open();
    await this.drafts.save({ ...draft, happenedAt: this.clock.now().at });
    if (this.isConnected) location.replace(`#/record/${draft.id}`);
  }

  #followFix(): void {
    const state = this.#fixState.value;
    if (state?.kind !== 'fix' || !this.keeper) return;
    const fix = chooseFix(this.keeper.draft.fix, state.fix);
    if (fix !== this.keeper.draft.fix) this.keeper.change({ fix });
  }

  #judge({ act, fix, happenedAt }: ViolationDraft, active: ActivePackages | null): Verdict | null {
    const now: Now = { ...this.clock.now(), at: happenedAt };
    return active && judgeConduct(act, fix, now, active);
  }

  #change({ detail }: DraftChangeEvent): void {
    this.keeper?.change(detail);
    if (detail.act) this.actProblem = '';
  }

  async #addPhoto({ detail: { photo, takenAt } }: CustomEvent<CameraShot>): Promise<void> {
    const result = await this.keeper?.addPhoto(photo, takenAt);
    this.photoProblem = result?.ok === false ? explainPhotoFailure(result.because) : '';
  }

  async #removePhoto({ detail: part }: CustomEvent<string>): Promise<void> {
    await this.keeper?.removePhoto(part);
  }

  async #discard(): Promise<void> {
    if (!this.keeper || !confirm(msg('Delete this draft? It cannot be brought back.'))) return;
    await this.keeper.settled();
    await this.drafts.discard(this.keeper.draft.id);
    location.hash = '#/';
  }

  async #save(): Promise<void> {
    const [keeper, active] = [this.keeper, this.#packages.value];
    if (!keeper || !active || this.saving) return;
    if (keeper.draft.act === null) return this.#askForAct();
    this.saving = true;
    await keeper.settled();
    const verdict = this.#judge(keeper.draft, active);
    if (verdict) await this.#finalise(keeper.draft.id, verdict, active);
    this.saving = false;
  }

  async #finalise(id: string, { kind, reason, articles }: Verdict, active: ActivePackages): Promise<void> {
    const judged = {
      verdict: { kind, reason, articles: [...articles] },
      rulebook: active.rulebookCitation,
      zones: active.zonesCitation,
    };
    const result = await this.drafts.finalise(id, judged);
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
