import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import * as v from 'valibot';
import type { Permit } from '../../domain/permit/permit.ts';
import { bodyToPermit, permitBodySchema } from '../../protocol/permit.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { dialogSheet } from '../kit/dialog.css.ts';
import '../kit/hl-permit-effect.ts';
import '../kit/hl-permit-facts.ts';
import { LiveController } from '../kit/live-controller.ts';
import type { ActivePackages } from '../package-ports.ts';
import { permitDraftToBody } from '../permit-draft-to-body.ts';
import type { IssueResult, PermitDraft, PermitWriting } from '../permit-ports.ts';
import './hl-permit-form.ts';
import type { HlPermitForm } from './hl-permit-form.ts';
import type { PermitChangeEvent } from './permit-change.ts';
import { permitFormStyles } from './permit-form.css.ts';
import { type KeptPermit, PermitKeeper } from './permit-keeper.ts';

/** Writing one permit: kept at every keystroke, checked against the rules while it is written. Fires `hl-permit-drawn` (the draft) and `hl-permit-done`. */
@customElement('hl-permit-writer')
@localized()
export class HlPermitWriter extends LitElement {
  static override styles = [base, controls, dialogSheet, permitFormStyles];

  @property({ attribute: false }) writing!: PermitWriting;
  /** As storage has it; read when another is to be written. */
  @property({ attribute: false }) draft: PermitDraft | null = null;
  @property({ attribute: false }) packages: ActivePackages | null = null;
  @state() private keeper: PermitKeeper | null = null;
  @state() private problem = '';
  @state() private isIssuing = false;
  @state() private isAsking = false;
  @query('hl-permit-form') private form!: HlPermitForm | null;
  @query('dialog') private dialog!: HTMLDialogElement;

  readonly #kept = new LiveController(
    this,
    () => [this.keeper] as const,
    (keeper) => keeper?.live ?? null,
  );
  #told: PermitDraft | null = null;

  addCorner(lon: number, lat: number): void {
    this.form?.addCorner(lon, lat);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isOther = this.draft !== null && this.draft.id !== this.keeper?.draft.id;
    if (changed.has('draft') && this.draft && isOther) this.keeper = new PermitKeeper(this.writing, this.draft);
  }

  protected override updated(): void {
    const shown = this.#kept.value?.draft ?? null;
    if (!shown || shown === this.#told) return;
    this.#told = shown;
    this.dispatchEvent(new CustomEvent<PermitDraft>('hl-permit-drawn', { detail: shown }));
  }

  protected override render(): TemplateResult {
    const kept = this.#kept.value;
    if (!kept) return html`<p class="fields" role="status">${msg('One moment')}</p>`;
    const permit = toPermit(kept.draft);
    return html`<hl-permit-form .draft=${kept.draft} @hl-permit-change=${({ detail }: PermitChangeEvent) => this.keeper?.change(detail)}></hl-permit-form>
      <div class="foot">
        <h3>${msg('What it would lift')}</h3>
        <div class="check" role="status">${this.#renderEffect(permit)}</div>
        ${this.problem === '' ? nothing : html`<p class="fault" role="alert">${this.problem}</p>`}
        <p class="soft" role="status">${sayKept(kept.kept)}</p>
        <div class="deeds">
          <button type="button" @click=${this.#leave}>${msg('Later')}</button>
          <button type="button" class="danger" @click=${this.#discard}>${msg('Delete')}</button>
          <button type="button" class="primary" ?disabled=${this.isIssuing} @click=${this.#ask}>${msg('Issue…')}</button>
        </div>
      </div>
      <dialog aria-labelledby="title" @close=${() => (this.isAsking = false)}>${this.isAsking && permit ? this.#renderConfirm(permit, kept.draft) : nothing}</dialog>`;
  }

  #renderEffect(permit: Permit | null): TemplateResult {
    if (!permit)
      return html`${msg('Fill in acts, area, days and approver: then it is said here what the permit lifts.')}`;
    const { rulebooks, zones } = this.packages ?? { rulebooks: [], zones: [] };
    return html`<hl-permit-effect .permit=${permit} .rulebooks=${rulebooks.map(({ rulebook }) => rulebook)} .zones=${zones.map((one) => one.zones)}></hl-permit-effect>`;
  }

  #renderConfirm(permit: Permit, { supervisor }: PermitDraft): TemplateResult {
    return html`<h2 id="title">${msg('Issue this permit to every phone?')}</h2>
      <hl-permit-facts .permit=${permit} .supervisor=${supervisor}></hl-permit-facts>
      ${this.#renderEffect(permit)}
      <div class="deeds">
        <button type="button" @click=${() => this.dialog.close()}>${msg('Look again')}</button>
        <span></span>
        <button type="button" class="primary" @click=${this.#issue}>${msg('Issue')}</button>
      </div>`;
  }

  async #ask(): Promise<void> {
    if (!(await this.form?.isRight())) return;
    this.isAsking = true;
    await this.updateComplete;
    this.dialog.showModal();
  }

  async #issue(): Promise<void> {
    this.dialog.close();
    const { keeper } = this;
    if (!keeper || this.isIssuing) return;
    this.isIssuing = true;
    await this.#issueKept(keeper).finally(() => (this.isIssuing = false));
  }

  async #issueKept(keeper: PermitKeeper): Promise<void> {
    const isKept = await keeper.settled();
    const because = keeper.live.value.kept === 'gone' ? 'gone' : 'storage';
    const issued: IssueResult = isKept ? await this.writing.issue(keeper.draft.id) : { ok: false, because };
    this.problem = issued.ok ? '' : sayRefusal(issued.because);
    if (issued.ok) this.#done();
  }

  async #discard(): Promise<void> {
    if (!this.keeper || !confirm(msg('Delete this permit that was not issued? It cannot be brought back.'))) return;
    await this.keeper.settled();
    await this.writing.discard(this.keeper.draft.id);
    this.#done();
  }

  async #leave(): Promise<void> {
    await this.keeper?.settled();
    this.#done();
  }

  #done(): void {
    this.dispatchEvent(new CustomEvent('hl-permit-done'));
  }
}

/** The permit as it would be issued, as far as it can be judged: its number and conditions may still be wrong. */
function toPermit(draft: PermitDraft): Permit | null {
  const body = permitDraftToBody(draft);
  const told = { ...body, documentNumber: body.documentNumber || '—', conditions: [], supervisor: '' };
  const read = v.safeParse(permitBodySchema, {
    ...told,
    approver: { ...body.approver, name: body.approver.name || '—' },
  });
  return read.success ? bodyToPermit(draft.id, { ...read.output, conditions: body.conditions }) : null;
}

function sayKept(kept: KeptPermit['kept']): string {
  if (kept === 'failed' || kept === 'gone') return msg('Draft not kept!');
  return kept === 'not-yet' ? msg('Keeping…') : msg('Draft kept');
}

function sayRefusal(because: Extract<IssueResult, { ok: false }>['because']): string {
  const words: Record<typeof because, () => string> = {
    incomplete: () => msg('Something is still missing. Look at the fields marked in red.'),
    locked: () => msg('This desk is locked. The draft is kept; unlock it and issue again.'),
    'not-enrolled': () => msg('This desk is not enrolled. The draft is kept.'),
    'off-duty': () => msg('Nobody is on duty with this phone: choose who is under “Me”.'),
    'event-too-large': () => msg('The permit is too large: fewer corners or shorter conditions.'),
    gone: () =>
      msg('This draft was finished or deleted in another window. What was changed here since then is not kept.'),
    storage: () => msg('This browser could not keep it. Free some space and try again; do not close this page.'),
  };
  return words[because]();
}
