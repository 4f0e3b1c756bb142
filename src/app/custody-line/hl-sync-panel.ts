import { consume } from '@lit/context';
import { localized } from '@lit/localize';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { enrolmentContext, syncContext } from '../contexts.ts';
import '../kit/hl-problem.ts';
import { LiveController } from '../kit/live-controller.ts';
import { TickController } from '../kit/tick-controller.ts';
import type { Enrolment, Sync } from '../ports.ts';
import './hl-sync-line.ts';

/** The sync line with the service behind it. */
@customElement('hl-sync-panel')
@localized()
export class HlSyncPanel extends LitElement {
  @consume({ context: syncContext }) sync!: Sync;
  @consume({ context: enrolmentContext }) enrolment!: Enrolment;

  readonly #state = new LiveController(
    this,
    () => [this.sync] as const,
    (sync) => sync.state,
  );

  readonly #profile = new LiveController(
    this,
    () => [this.enrolment] as const,
    (enrolment) => enrolment.profile,
  );

  protected readonly ticking = new TickController(this, 10_000);

  protected override render(): TemplateResult {
    if (this.#profile.problem) return html`<hl-sync-line refused></hl-sync-line>`;
    if (this.#state.problem) return html`<hl-problem .problem=${this.#state.problem}></hl-problem>`;
    const profile = this.#profile.value;
    return html`<hl-sync-line .isEnrolled=${profile === undefined ? null : profile !== null} .state=${this.#state.value ?? null} .nowAt=${Date.now()} @hl-try-now=${() => this.sync.tryNow()}></hl-sync-line>`;
  }
}
