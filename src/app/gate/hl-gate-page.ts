import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { gateSetting } from '../../domain/gate/gate-file.ts';
import { stillInside } from '../../domain/gate/still-inside.ts';
import type { GateMode } from '../../domain/shared/gate-codes.ts';
import type { Station } from '../../protocol/pull.ts';
import * as contexts from '../contexts.ts';
import type { GateModes, KnownPass, KnownPasses } from '../gate-ports.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import '../kit/hl-problem.ts';
import { icon } from '../kit/icon.ts';
import { LiveController } from '../kit/live-controller.ts';
import { NoticeEvent } from '../kit/notice.ts';
import { page } from '../kit/page.css.ts';
import { TickController } from '../kit/tick-controller.ts';
import type { PassDraft, PassDrafts } from '../pass-ports.ts';
import type { Clock, OwnRecords, Pulled } from '../ports.ts';
import type { EntryChangeEvent } from './entry-change.ts';
import { exitOf } from './exit-of.ts';
import { ExitsUnderway } from './exits-underway.ts';
import './hl-entry-form.ts';
import './hl-gate-mode-card.ts';
import './hl-inside-list.ts';
import './hl-register-lacks.ts';
import { entryButtonStyles, renderEntryButtons } from './entry-buttons.ts';
import { explainUnregistered } from './gate-words.ts';
import { OpenedFields } from './opened-fields.ts';
import { goOnWriting, openPass, registerExit, registerPass, type Unregistered } from './register-pass.ts';

/** So many of those inside are shown by name and plate; each must be decrypted. */
const openedRows = 60;

/** The gate's register on the keeper's phone: who comes in, who is still inside, who goes out. All of it works without signal; what waits comes in the slot `sync`. */
@customElement('hl-gate-page')
@localized()
export class HlGatePage extends LitElement {
  static override styles = [base, controls, page, entryButtonStyles];

  @consume({ context: contexts.passesContext }) passes!: PassDrafts;
  @consume({ context: contexts.knownPassesContext }) known!: KnownPasses;
  @consume({ context: contexts.ownRecordsContext }) records!: OwnRecords;
  @consume({ context: contexts.pulledContext }) pulled!: Pulled;
  @consume({ context: contexts.clockContext }) clock!: Clock;
  @consume({ context: contexts.gateModesContext }) modes!: GateModes;
  @state() private draft: PassDraft | null = null;
  @state() private problem = '';
  @state() private openProblem: unknown = undefined;
  @state() private saving = false;

  readonly #drafts = new LiveController(
    this,
    () => [this.passes] as const,
    (passes) => passes.all,
  );
  readonly #known = new LiveController(
    this,
    () => [this.known] as const,
    (known) => known,
  );
  readonly #stations = new LiveController(
    this,
    () => [this.pulled] as const,
    (pulled) => pulled.stations,
  );
  readonly #rows = new LiveController(
    this,
    () => [this.modes] as const,
    (modes) => modes.rows,
  );
  readonly #fields = new OpenedFields(this);
  readonly #exits = new ExitsUnderway(this);
  /** Drafts this page is done with, or writes an exit in: the list of drafts says later what became of them. */
  readonly #taken = new Set<string>();
  #isOpening = false;
  #passes: readonly KnownPass[] = [];
  #inside: readonly KnownPass[] = [];
  protected readonly ticking = new TickController(this, 30_000);

  protected override willUpdate(): void {
    this.#passes = this.#known.value ?? [];
    this.#inside = stillInside(this.#passes);
    if (this.#known.value) this.#exits.heedInside(this.#inside);
    if (!this.draft && this.#drafts.value && this.#known.value && this.#stations.value && !this.#isOpening)
      void this.#begin(this.#drafts.value);
  }

  protected override updated(): void {
    const own = this.#inside.filter(({ isOwn }) => isOwn).slice(0, openedRows);
    this.#fields.open(this.records, own);
  }

  protected override render(): TemplateResult {
    const problem = this.openProblem ?? this.#known.problem ?? this.#drafts.problem ?? this.#stations.problem;
    return html`<header class="top">
        <a class="back" href="#/" aria-label=${msg('Back')}>${icon('back')}</a>
        <h1 tabindex="-1">${msg('Gate register')}</h1>
      </header>
      ${problem ? html`<hl-problem .problem=${problem}></hl-problem>` : this.#renderDesk()}`;
  }

  #renderDesk(): TemplateResult {
    return html`<div class="sections">
      <section class="panel" aria-label=${msg('Gate mode')}>
        <hl-gate-mode-card .station=${this.#gates().find(({ id }) => id === this.#gate()) ?? null} .row=${this.#rows.value?.get(this.#gate()) ?? null} .now=${this.clock.now().at}></hl-gate-mode-card>
      </section>
      <section class="panel" aria-labelledby="in">
        <h2 id="in">${msg('Register an entry')}</h2>
        ${this.draft ? this.#renderForm(this.draft) : html`<p role="status">${msg('One moment')}</p>`}
      </section>
      <section class="panel" aria-labelledby="inside">
        <h2 id="inside">${msg(str`Still inside · ${this.#inside.length}`)}</h2><hl-register-lacks></hl-register-lacks>
        <hl-inside-list .entries=${this.#inside} .fields=${this.#fields.value} .underway=${this.#exits.value} .now=${this.clock.now().at}
          .gate=${this.#gate()} .gates=${this.#gates()} @hl-exit=${({ detail }: CustomEvent<KnownPass>) => this.#registerExit(detail)}></hl-inside-list>
      </section>
      <slot name="sync"></slot>
    </div>`;
  }

  #renderForm(draft: PassDraft): TemplateResult {
    const mode = this.#set(draft.gate) ?? 'registering';
    return html`<hl-entry-form .draft=${draft} .gates=${this.#gates()} .mode=${mode} @hl-entry-change=${this.#change}></hl-entry-form>
      <p class="problem" role="alert">${this.problem}</p>
      ${renderEntryButtons(mode, this.saving, (direction) => void this.#registerForm(direction))}`;
  }

  /** The mode somebody set; null while nobody did. */
  #set(gate: string): GateMode | null {
    const row = this.#rows.value?.get(gate);
    return (row && gateSetting(row.file)?.value.mode) ?? null;
  }

  /** The gate this phone stands at, as far as it is known. */
  readonly #gate = () => this.draft?.gate ?? '';

  #gates(): readonly Station[] {
    return (this.#stations.value ?? []).filter(({ kind }) => kind === 'gate');
  }

  /** What was begun is gone on with; a new entry is for the gate registered at last. */
  async #begin(drafts: readonly PassDraft[]): Promise<void> {
    this.#isOpening = true;
    const gate = this.#passes.find(({ isOwn }) => isOwn)?.gate ?? this.#gates()[0]?.id ?? '';
    const free = drafts.filter(({ id }) => !this.#taken.has(id));
    const opened = await goOnWriting(this.passes, free, gate).catch((why: unknown) => void (this.openProblem = why));
    this.draft = opened ?? null;
    this.#isOpening = !opened;
  }

  #change({ detail }: EntryChangeEvent): void {
    if (!this.draft) return;
    this.draft = { ...this.draft, ...detail };
    void this.#keep(this.draft);
  }

  async #keep(draft: PassDraft): Promise<void> {
    const kept = await this.passes.save(draft).catch(() => void (this.problem = explainUnregistered('storage')));
    if (kept === 'gone' && this.draft?.id === draft.id && !this.saving) await this.#goOnApart(draft.id);
  }

  /** Another window finished or deleted the draft: what is typed here goes on in one of its own. */
  async #goOnApart(gone: string): Promise<void> {
    if (this.#taken.has(gone)) return;
    this.#taken.add(gone);
    const opened = await openPass(this.passes);
    if (!opened || this.draft?.id !== gone) return;
    this.draft = { ...this.draft, id: opened.id };
    await this.#keep(this.draft);
  }

  /** What stands in the form, as an entry, or as the exit of somebody no register has. */
  async #registerForm(direction: 'in' | 'out'): Promise<void> {
    if (!this.draft || this.saving) return;
    this.saving = true;
    const pass = { ...this.draft, direction, at: this.clock.now().at, mode: this.#set(this.draft.gate) };
    const because = this.#tell(await registerPass(this.passes, pass, this.draft).finally(() => (this.saving = false)));
    if (because === 'gone') await this.#goOnApart(pass.id);
    if (because) return;
    this.#taken.add(pass.id);
    this.draft = null;
    this.dispatchEvent(new NoticeEvent(direction === 'in' ? msg('Entry registered') : msg('Exit registered')));
  }

  async #registerExit(entry: KnownPass): Promise<void> {
    const isOut = await this.#exits.once(entry.id, () => this.#letOut(entry));
    if (isOut) this.dispatchEvent(new NoticeEvent(msg('Exit registered')));
  }

  async #letOut(entry: KnownPass): Promise<boolean> {
    const exit = (opened: PassDraft) => exitOf(entry, opened, this.#gate(), this.clock.now().at);
    return this.#tell(await registerExit(this.passes, this.#taken, exit)) === null;
  }

  #tell(because: Unregistered | null): Unregistered | null {
    this.problem = because ? explainUnregistered(because) : '';
    return because;
  }
}
