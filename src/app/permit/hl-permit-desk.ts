import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { initialState, Task } from '@lit/task';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { boxOf } from '../../domain/geo/box.ts';
import { permitsNear } from '../../domain/permit/permits-near.ts';
import type { PermitRow } from '../../protocol/permit.ts';
import * as contexts from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { explainUnsaved } from '../kit/explain-unsaved.ts';
import { icon } from '../kit/icon.ts';
import { LiveController } from '../kit/live-controller.ts';
import { NoticeEvent } from '../kit/notice.ts';
import { renderDemonstration } from '../kit/render-demonstration.ts';
import { currentLanguage } from '../locales/language.ts';
import { drawnAreaToLayer } from '../map/drawn-area-layer.ts';
import '../map/hl-map.ts';
import type { HulinMap } from '../map/hl-map.ts';
import { permitsToLayer } from '../map/permits-layer.ts';
import { OffDutyError } from '../off-duty.ts';
import type { Packages } from '../package-ports.ts';
import type { PermitDraft, PermitWriting } from '../permit-ports.ts';
import type { Clock, OwnRecords, Pulled } from '../ports.ts';
import { type DeskPermit, deskPermits } from './desk-permits.ts';
import './hl-permit-board.ts';
import './hl-permit-detail.ts';
import './hl-permit-writer.ts';
import type { HlPermitWriter } from './hl-permit-writer.ts';
import { permitDeskStyles } from './permit-desk.css.ts';

type Mode = { readonly kind: 'list' } | { readonly kind: 'detail' | 'write'; readonly id: string };
const activeOf = ({ active }: Packages): Packages['active'] => active;
const noMarks = { type: 'FeatureCollection', features: [] } as const;

/** Command's page of permits: the map, and beside it the list, one permit, or one being written. Slots: `sync`, how this desk stands with the hub. */
@customElement('hl-permit-desk')
@localized()
export class HlPermitDesk extends LitElement {
  static override styles = [base, controls, permitDeskStyles];

  @consume({ context: contexts.pulledContext }) pulled!: Pulled;
  @consume({ context: contexts.ownRecordsContext }) records!: OwnRecords;
  @consume({ context: contexts.permitWritingContext }) writing!: PermitWriting;
  @consume({ context: contexts.packagesContext }) packages!: Packages;
  @consume({ context: contexts.clockContext }) clock!: Clock;
  @state() private mode: Mode = { kind: 'list' };
  @state() private failure = '';
  /** The one being written, as it is on screen. */
  @state() private drawn: PermitDraft | null = null;
  @query('hl-map') private map!: HulinMap;
  @query('hl-permit-writer') private writer!: HlPermitWriter | null;

  readonly #known = new LiveController(
    this,
    () => [this.pulled] as const,
    (pulled) => pulled.permits,
  );
  readonly #own = new LiveController(
    this,
    () => [this.records] as const,
    (records) => records.all,
  );
  readonly #drafts = new LiveController(
    this,
    () => [this.writing] as const,
    (writing) => writing.drafts,
  );
  readonly #packages = new LiveController(this, () => [this.packages] as const, activeOf);
  readonly #now = new LiveController(
    this,
    () => [this.clock] as const,
    (clock) => clock.live,
  );
  readonly #layers = new Task(this, {
    task: ([packages, zones]) => (zones ? packages.mapLayers() : initialState),
    args: () => [this.packages, this.#packages.value?.zones] as const,
  });
  #permits: readonly DeskPermit[] = [];

  protected override willUpdate(): void {
    this.#permits = deskPermits(this.#known.value ?? [], this.#own.value ?? [], this.#at());
  }

  protected override render(): TemplateResult {
    const shown = this.#permits
      .filter(({ stage }) => stage !== 'corrected' && stage !== 'unused')
      .map(({ permit }) => permit);
    const drawn = this.mode.kind === 'write' && this.drawn ? drawnAreaToLayer(this.drawn) : null;
    return html`<header>
        <a class="button quiet" href="#/">${icon('back')}${msg('Command desk')}</a>
        <h1 tabindex="-1">${msg('Fire permits')}</h1>
        <slot name="sync"></slot>
      </header>
      <main>
        <hl-map
          .layers=${this.#layers.value ?? null}
          .permits=${permitsToLayer(shown, this.#at(), this.mode.kind === 'detail' ? this.mode.id : null)}
          .drawn=${drawn ?? (this.mode.kind === 'write' ? noMarks : null)}
          .language=${currentLanguage()}
          @hl-map-point=${this.#point}
        ></hl-map>
        <aside aria-label=${msg('Fire permits')}>
          ${renderDemonstration(this.#packages.value)} ${this.failure === '' ? nothing : html`<p class="failure" role="alert">${this.failure}</p>`} ${this.#renderAside()}
        </aside>
      </main>`;
  }

  #renderAside(): TemplateResult {
    if (this.mode.kind === 'write') return this.#renderWriter(this.mode.id);
    const { mode } = this;
    const row = mode.kind === 'detail' ? this.#permits.find(({ permit }) => permit.id === mode.id) : undefined;
    if (row) return this.#renderDetail(row);
    return html`<hl-permit-board
      .permits=${this.#permits}
      .drafts=${this.#drafts.value ?? []}
      @hl-permit-open=${({ detail }: CustomEvent<string>) => this.#open(detail)}
      @hl-permit-write=${({ detail }: CustomEvent<string>) => void this.#write(detail, null)}
    ></hl-permit-board>`;
  }

  #renderWriter(id: string): TemplateResult {
    return html`<hl-permit-writer
      .writing=${this.writing}
      .draft=${this.#drafts.value?.find((draft) => draft.id === id) ?? null}
      .packages=${this.#packages.value ?? null}
      @hl-permit-drawn=${({ detail }: CustomEvent<PermitDraft>) => this.#follow(detail)}
      @hl-permit-done=${this.#list}
    ></hl-permit-writer>`;
  }

  #renderDetail(row: DeskPermit): TemplateResult {
    return html`<hl-permit-detail
      .row=${row}
      .packages=${this.#packages.value ?? null}
      .now=${this.#at()}
      @hl-permit-close=${this.#list}
      @hl-permit-correct=${() => void this.#write('', row.permit)}
      @hl-permit-withdraw=${({ detail }: CustomEvent<string>) => void this.#withdraw(row.permit, detail)}
    ></hl-permit-detail>`;
  }

  #at = (): number => this.#now.value?.at ?? this.clock.now().at;

  #list(): void {
    this.mode = { kind: 'list' };
    this.drawn = null;
  }

  #open(id: string): void {
    this.mode = { kind: 'detail', id };
    const [ring = []] = this.#permits.find(({ permit }) => permit.id === id)?.permit.area.coordinates ?? [];
    this.#showAll(ring);
  }

  /** An area that is closed at once, as a circle or from a file, may lie outside what the map shows. */
  #follow(draft: PermitDraft): void {
    if (draft.isClosed && !(this.drawn?.isClosed ?? false)) this.#showAll(draft.corners);
    this.drawn = draft;
  }

  #showAll(points: readonly (readonly number[])[]): void {
    const [west, south, east, north] = boxOf(points);
    if (points.length > 0) this.map.flyTo({ lon: (west + east) / 2, lat: (south + north) / 2 });
  }

  async #write(id: string, corrected: PermitRow | null): Promise<void> {
    this.failure = '';
    try {
      this.mode = { kind: 'write', id: id === '' ? (await this.writing.open(corrected)).id : id };
    } catch (problem) {
      this.failure = msg('This browser could not keep the draft. Free some space and try again.');
      throw problem;
    }
  }

  async #withdraw({ id, version }: PermitRow, reason: string): Promise<void> {
    this.failure = '';
    try {
      await this.writing.withdraw({ id, version }, reason);
      this.dispatchEvent(new NoticeEvent(msg('The withdrawal is saved here and on its way.')));
    } catch (problem) {
      this.failure = `${msg('The permit still stands.')} ${explainUnsaved(problem, msg('It could not be saved. Try again.'))}`;
      if (!(problem instanceof OffDutyError)) throw problem;
    }
  }

  /** A corner of what is being drawn; otherwise the permit that lies there. */
  #point({ detail: { lon, lat } }: CustomEvent<{ readonly lon: number; readonly lat: number }>): void {
    if (this.mode.kind === 'write') return this.writer?.addCorner(lon, lat);
    const here = { lon, lat, accuracyMeters: null, takenAt: 0, source: 'hand' } as const;
    const rows = this.#permits.filter(({ stage }) => stage === 'in-force' || stage === 'coming');
    const [under] = permitsNear(
      rows.map(({ permit }) => permit),
      ...([null, here, this.#at(), 0] as const),
    );
    if (under) this.#open(under.permit.id);
  }
}
