import { localized } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { DeskPicture } from './desk-picture.ts';
import './hl-alarm-board.ts';
import './hl-desk-tabs.ts';
import type { DeskTab } from './hl-desk-tabs.ts';
import './hl-ranger-board.ts';
import './hl-station-board.ts';
import './hl-violation-board.ts';
import type { ShownStation } from './order-stations.ts';

/** The desk's five lists, one at a time. Events of the lists pass through it; `hl-tab` comes from its tabs. */
@customElement('hl-desk-lists')
@localized()
export class DeskLists extends LitElement {
  static override styles = css`
    :host {
      display: grid;
      min-height: 0;
    }
  `;

  @property({ attribute: false }) picture: DeskPicture | null = null;
  /** What each list failed with. */
  @property({ attribute: false }) problems: Readonly<Partial<Record<DeskTab, unknown>>> = {};
  @property() tab: DeskTab = 'alarms';
  @property() selected: string | null = null;
  @property({ attribute: false }) underway: ReadonlySet<string> = new Set();

  protected override render() {
    if (!this.picture) return nothing;
    return html`<hl-desk-tabs
      .chosen=${this.tab}
      .counts=${countRows(this.picture)}
      .urgent=${urgentTabs(this.picture)}
      @hl-tab=${this.#pass}
      >${this.#renderList(this.picture)}</hl-desk-tabs
    >`;
  }

  #renderList(picture: DeskPicture): TemplateResult {
    const { places, people, now, readings } = picture;
    const { selected, problems, tab } = this;
    const renderStations = (rows: readonly ShownStation[] | undefined) =>
      html`<hl-station-board .rows=${rows} .problem=${problems[tab]} .readings=${readings} .now=${now} .selected=${selected}></hl-station-board>`;
    const lists: Readonly<Record<DeskTab, () => TemplateResult>> = {
      alarms: () =>
        html`<hl-alarm-board .rows=${picture.alarms} .problem=${problems.alarms} .stations=${picture.stations ?? []} .people=${people} .underway=${this.underway} .now=${now} .selected=${selected}></hl-alarm-board>`,
      violations: () =>
        html`<hl-violation-board .rows=${picture.violations} .problem=${problems.violations} .places=${places} .people=${people} .now=${now} .selected=${selected}></hl-violation-board>`,
      rangers: () =>
        html`<hl-ranger-board .rows=${picture.positions} .problem=${problems.rangers} .places=${places} .people=${people} .now=${now} .selected=${selected}></hl-ranger-board>`,
      sensors: () => renderStations(picture.sensors),
      gates: () => renderStations(picture.gates),
    };
    return lists[tab]();
  }

  #pass({ detail }: CustomEvent<DeskTab>): void {
    this.dispatchEvent(new CustomEvent<DeskTab>('hl-tab', { detail }));
  }
}

function countRows({ alarms, violations, positions, sensors, gates }: DeskPicture): Partial<Record<DeskTab, number>> {
  const raised = alarms?.filter(({ status }) => status === 'raised').length;
  const counts = {
    alarms: raised,
    violations: violations?.length,
    rangers: positions?.length,
    sensors: sensors?.filter(({ station }) => station.kind === 'smoke-sensor').length,
    gates: gates?.length,
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== undefined));
}

function urgentTabs({ alarms }: DeskPicture): DeskTab[] {
  return alarms?.some(({ status, acknowledged }) => status === 'raised' && !acknowledged) ? ['alarms'] : [];
}
