import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { initialState, Task } from '@lit/task';
import type { FeatureCollection } from 'geojson';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { Alarm } from '../../protocol/pull.ts';
import type { Casework } from '../casework-ports.ts';
import * as contexts from '../contexts.ts';
import type { GateModes } from '../gate-ports.ts';
import type { Incidents } from '../incident-ports.ts';
import { base } from '../kit/base.css.ts';
import { explainUnsaved } from '../kit/explain-unsaved.ts';
import { TickController } from '../kit/tick-controller.ts';
import { currentLanguage } from '../locales/language.ts';
import '../map/hl-map.ts';
import type { HulinMap } from '../map/hl-map.ts';
import { permitsToLayer } from '../map/permits-layer.ts';
import type { Packages } from '../package-ports.ts';
import type { Acknowledging, Clock, Enrolment, Pulled, Sync } from '../ports.ts';
import type { Reviewing } from '../review-ports.ts';
import type { RecordStories } from '../story-ports.ts';
import { commandDeskStyles } from './command-desk.css.ts';
import { DeskActions } from './desk-actions.ts';
import { DeskMarks } from './desk-marks.ts';
import { type DeskPicture, type OpenRow, pointOf } from './desk-picture.ts';
import { DeskSources } from './desk-sources.ts';
import './hl-desk-bar.ts';
import './hl-desk-detail.ts';
import type { DeskDetail } from './hl-desk-detail.ts';
import './hl-desk-lists.ts';
import './hl-desk-strip.ts';
import type { DeskTab } from './hl-desk-tabs.ts';
import { type Contact, judgeContact } from './judge-contact.ts';
import type { RowOpenEvent } from './row-open-event.ts';
import { stillUnderway } from './still-underway.ts';
import { markToRow, tabOf } from './tab-of.ts';

const detailWidth = 420;

declare global {
  interface HTMLElementTagNameMap {
    'hl-command-desk': CommandDesk;
  }
}

/** The command desk: live map, lists and details. An administrator's pages come in the slot `administration`. */
@customElement('hl-command-desk')
@localized()
export class CommandDesk extends LitElement {
  static override styles = [base, commandDeskStyles];

  @consume({ context: contexts.enrolmentContext }) enrolment!: Enrolment;
  @consume({ context: contexts.pulledContext }) pulled!: Pulled;
  @consume({ context: contexts.acknowledgingContext }) acknowledging!: Acknowledging;
  @consume({ context: contexts.caseworkContext }) casework!: Casework;
  @consume({ context: contexts.gateModesContext }) gateModes!: GateModes;
  @consume({ context: contexts.incidentsContext }) incidents!: Incidents;
  @consume({ context: contexts.reviewingContext }) reviewing!: Reviewing;
  @consume({ context: contexts.storiesContext }) stories!: RecordStories;
  @consume({ context: contexts.syncContext }) sync!: Sync;
  @consume({ context: contexts.clockContext }) clock!: Clock;
  @consume({ context: contexts.packagesContext }) packages!: Packages;
  @state() private tab: DeskTab = 'alarms';
  @state() private open: OpenRow | null = null;
  @state() private underway: ReadonlySet<string> = new Set();
  @state() private administering = false;
  @state() private failure: string | null = null;
  @query('hl-map') private map!: HulinMap | null;
  @query('hl-desk-detail') private detail!: DeskDetail | null;
  protected readonly ticking = new TickController(this, 1000);
  readonly #sources = new DeskSources(this);
  protected readonly actions = new DeskActions(
    this,
    () => this.#picture,
    (failure) => (this.failure = failure),
  );
  readonly #layers = new Task(this, {
    task: ([packages, zones]) => (zones ? packages.mapLayers() : initialState),
    args: () => [this.packages, this.#sources.packages.value?.zones] as const,
  });
  #picture!: DeskPicture;
  #contact: Contact = { kind: 'connecting' };
  readonly #drawn = new DeskMarks();
  #marks: FeatureCollection = { type: 'FeatureCollection', features: [] };
  #permits: FeatureCollection = permitsToLayer([], 0);
  #returnTo: HTMLElement | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const now = this.clock.now().at;
    this.#contact = judgeContact(this.#sources.sync.value, Date.now(), now);
    this.#picture = this.#sources.takePicture(this.#contact, this.#layers.value?.places ?? null, now);
    this.#permits = permitsToLayer(this.#sources.packages.value?.permits ?? [], now);
    this.underway = stillUnderway(this.underway, this.#picture.alarms);
    this.#marks = this.#drawn.of(this.#picture, currentLanguage());
  }

  protected override render() {
    const { sync, profile, packages } = this.#sources;
    const now = this.clock.now();
    return html`
      <hl-desk-bar
        .profile=${profile.value ?? null} .contact=${this.#contact} .sync=${sync.value ?? null} .now=${now}
        .alarms=${this.#picture.alarms}
        .hasAdministration=${this.querySelector('[slot=administration]') !== null}
        .administering=${this.administering}
        @hl-administration-toggle=${() => this.#toggleAdministration()}
      ></hl-desk-bar>
      <hl-desk-strip
        .contact=${this.#contact} .packages=${packages.value ?? null} .now=${now.at}
        @hl-try-now=${() => this.sync.tryNow()}
      ></hl-desk-strip>
      ${
        this.administering
          ? html`<main class="administration"><slot name="administration"></slot></main>`
          : this.#renderDesk()
      }
    `;
  }

  #renderDesk(): TemplateResult {
    return html`<main class=${this.#contact.kind === 'lost' ? 'of-then' : ''} @hl-acknowledge=${this.#acknowledge}>
      <div class="ground">
        <hl-map
          .layers=${this.#layers.value ?? null}
          .marks=${this.#marks} .permits=${this.#permits}
          .selected=${this.open?.id ?? null}
          .language=${currentLanguage()}
          .coveredRight=${this.open ? detailWidth : 0}
          @hl-mark-open=${this.#openMark}
        ></hl-map>
        ${this.#layers.error === undefined ? nothing : html`<p class="note" role="alert">${msg('The map data could not be loaded. Positions are right; the ground is missing.')}</p>`}
        ${this.failure ? html`<p class="note" role="alert">${this.failure}</p>` : nothing}
        ${this.open ? this.#renderDetail() : nothing}
      </div>
      <hl-desk-lists
        .picture=${this.#picture}
        .problems=${this.#sources.problems}
        .tab=${this.tab} .isLost=${this.#contact.kind === 'lost'}
        .selected=${this.open?.id ?? null}
        .underway=${this.underway}
        @hl-tab=${({ detail }: CustomEvent<DeskTab>) => (this.tab = detail)}
        @hl-row-open=${this.#openRow}
      ></hl-desk-lists>
    </main>`;
  }

  #renderDetail(): TemplateResult {
    return html`<hl-desk-detail
      role="complementary" aria-label=${msg('Details')}
      .picture=${this.#picture}
      .open=${this.open} .underway=${this.underway}
      @hl-detail-close=${this.#close} @hl-row-open=${({ detail }: RowOpenEvent) => this.#openDetail(detail)}
    ></hl-desk-detail>`;
  }

  #openRow(event: RowOpenEvent): void {
    const [board] = event.composedPath();
    const row = board instanceof Element ? board.shadowRoot?.activeElement : null;
    this.#returnTo = row instanceof HTMLElement ? row : null;
    void this.#openDetail(event.detail);
  }

  #openMark({ detail }: CustomEvent<{ id: string; kind: string }>): void {
    this.tab = tabOf(detail.kind);
    this.#returnTo = null;
    void this.#openDetail({ kind: markToRow(detail.kind), id: detail.id });
  }

  async #openDetail(row: OpenRow): Promise<void> {
    this.open = row;
    await this.updateComplete;
    const point = pointOf(this.#picture, row);
    if (point) this.map?.flyTo(point, 12.5);
    await this.detail?.focusHeading();
  }

  #close(): void {
    this.open = null;
    this.#returnTo?.focus();
  }

  async #acknowledge({ detail: alarm }: CustomEvent<Alarm>): Promise<void> {
    this.underway = new Set([...this.underway, alarm.id]);
    this.failure = null;
    try {
      await this.acknowledging.acknowledge(alarm);
    } catch (problem) {
      this.underway = new Set([...this.underway].filter((id) => id !== alarm.id));
      this.failure = explainUnsaved(problem, msg('The acknowledgement could not be saved. Try again.'));
      throw problem;
    }
  }

  #toggleAdministration(): void {
    this.administering = !this.administering;
    this.open = null;
  }
}
