import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { courierContext, handingOverContext, syncContext } from '../contexts.ts';
import type { Courier, ExportedFile, HandingOver, TakenBundle } from '../courier-ports.ts';
import { base } from '../kit/base.css.ts';
import '../kit/hl-problem.ts';
import { icon } from '../kit/icon.ts';
import { LiveController } from '../kit/live-controller.ts';
import { page } from '../kit/page.css.ts';
import type { Sync } from '../ports.ts';
import './hl-carried-panel.ts';
import './hl-export-panel.ts';

/** Records that leave by hand: this phone's as a file, others' carried by this phone. */
@customElement('hl-courier-page')
@localized()
export class HlCourierPage extends LitElement {
  static override styles = [base, page];

  @consume({ context: courierContext }) courier!: Courier;
  @consume({ context: handingOverContext }) handingOver!: HandingOver;
  @consume({ context: syncContext }) sync!: Sync;
  @state() private exported: ExportedFile | null = null;
  @state() private hasNothing = false;
  @state() private taken: TakenBundle | null = null;
  @state() private busy: 'exporting' | 'taking' | null = null;
  @state() private problem: unknown = null;

  readonly #carried = new LiveController(
    this,
    () => [this.courier] as const,
    (courier) => courier.carried,
  );
  readonly #exportedAt = new LiveController(
    this,
    () => [this.courier] as const,
    (courier) => courier.exportedAt,
  );
  readonly #state = new LiveController(
    this,
    () => [this.sync] as const,
    (sync) => sync.state,
  );

  protected override render(): TemplateResult {
    const problem = this.problem ?? this.#carried.problem;
    const chains = this.#carried.value ?? [];
    const undelivered = chains.reduce((sum, { events }) => sum + events.total - events.received, 0);
    return html`<header class="top">
        <a class="back" href="#/me" aria-label=${msg('Back')}>${icon('back')}</a>
        <h1 tabindex="-1">${msg('Export and carry')}</h1>
      </header>
      <div class="sections">
        ${problem ? html`<hl-problem .problem=${problem}></hl-problem>` : null}
        <hl-export-panel .waiting=${this.#state.value?.isCounted ? this.#state.value.waiting : null} .carried=${undelivered} .exported=${this.exported}
          .exportedAt=${this.#exportedAt.value ?? null} .busy=${this.busy === 'exporting'} .nothing=${this.hasNothing}
          @hl-export=${this.#export} @hl-share=${this.#share} @hl-download=${this.#download}></hl-export-panel>
        <hl-carried-panel .chains=${chains} .taken=${this.taken} .busy=${this.busy === 'taking'}
          @hl-take=${this.#take} @hl-receipts=${this.#exportReceipts} @hl-remove-delivered=${() => this.courier.removeDelivered()}
          @hl-give-up=${({ detail }: CustomEvent<string>) => this.courier.giveUp(detail)}></hl-carried-panel>
      </div>`;
  }

  #export(): Promise<void> {
    return this.#busyWith('exporting', async () => {
      this.exported = await this.courier.exportQueue();
      this.hasNothing = this.exported === null;
      await this.#handOver();
    });
  }

  #exportReceipts(): Promise<void> {
    return this.#busyWith('exporting', async () => {
      this.exported = await this.courier.exportReceipts();
      await this.#handOver();
    });
  }

  #take({ detail }: CustomEvent<Blob>): Promise<void> {
    return this.#busyWith('taking', async () => {
      this.taken = await this.courier.take(detail);
      this.sync.tryNow();
    });
  }

  /** To other apps where the browser can, else into the downloads. */
  async #handOver(): Promise<void> {
    const file = this.exported?.file;
    if (file && !(await this.handingOver.share(file))) this.handingOver.download(file);
  }

  async #share(): Promise<void> {
    await this.#handOver();
  }

  #download(): void {
    if (this.exported) this.handingOver.download(this.exported.file);
  }

  async #busyWith(what: 'exporting' | 'taking', work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = what;
    this.problem = null;
    await work().catch((problem: unknown) => {
      this.problem = problem;
    });
    this.busy = null;
  }
}
