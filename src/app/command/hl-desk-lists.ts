import { localized } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { DeskPicture } from './desk-picture.ts';
import './hl-alarm-board.ts';
import './hl-desk-tabs.ts';
import './hl-incident-board.ts';
import type { DeskTab } from './hl-desk-tabs.ts';
import { isIncidentUrgent } from './order-incidents.ts';
import './hl-ranger-board.ts';
import './hl-review-board.ts';
import { countToReview, hasStuckChain } from './count-to-review.ts';
import './hl-station-board.ts';
import './hl-violation-board.ts';
import { countUnseen, orderAlarms } from './order-alarms.ts';
import type { ShownStation } from './order-stations.ts';
import { isInConflict } from './say-case.ts';

/** The desk's lists, one at a time. Events of the lists pass through it; `hl-tab` comes from its tabs. */
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
  /** Whether contact with the hub is lost: nothing new comes. */
  @property({ type: Boolean, attribute: 'is-lost' }) isLost = false;

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
      html`<hl-station-board .rows=${rows} .problem=${problems[tab]} .modes=${picture.gateModes} .readings=${readings} .now=${now} .selected=${selected}></hl-station-board>`;
    const lists: Readonly<Record<DeskTab, () => TemplateResult>> = {
      incidents: () =>
        html`<hl-incident-board .rows=${picture.incidents} .problem=${problems.incidents} .places=${places} .now=${now} .selected=${selected}></hl-incident-board>`,
      alarms: () =>
        html`<hl-alarm-board .isLost=${this.isLost} .rows=${picture.alarms} .problem=${problems.alarms} .stations=${picture.stations ?? []} .people=${people} .underway=${this.underway} .now=${now} .selected=${selected}></hl-alarm-board>`,
      violations: () =>
        html`<hl-violation-board .rows=${picture.violations} ?reading=${!picture.isListWhole} .voided=${picture.voided} .problem=${problems.violations} .places=${places} .people=${people} .now=${now} .selected=${selected}></hl-violation-board>`,
      rangers: () =>
        html`<hl-ranger-board .rows=${picture.positions} .problem=${problems.rangers} .places=${places} .people=${people} .now=${now} .selected=${selected}></hl-ranger-board>`,
      sensors: () => renderStations(picture.sensors),
      gates: () => renderStations(picture.gates),
      review: () => html`<hl-review-board .picture=${picture} .problem=${problems.review}></hl-review-board>`,
    };
    return lists[tab]();
  }

  #pass({ detail }: CustomEvent<DeskTab>): void {
    this.dispatchEvent(new CustomEvent<DeskTab>('hl-tab', { detail }));
  }
}

function countRows(picture: DeskPicture): Partial<Record<DeskTab, number>> {
  const { alarms, violations, positions, sensors, gates } = picture;
  const ordered = alarms && orderAlarms(alarms, picture.now);
  const counts = {
    incidents: picture.incidents?.filter(({ verdict }) => verdict === 'unverified').length,
    alarms: ordered && ordered.unseen.length + ordered.seen.length + ordered.technical.length,
    violations: picture.isListWhole ? violations?.length : undefined,
    rangers: positions?.length,
    sensors: sensors?.filter(({ station }) => station.kind === 'smoke-sensor').length,
    gates: gates?.length,
    review: countToReview(picture),
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== undefined));
}

function urgentTabs({ incidents, alarms, gateModes, reviews, now }: DeskPicture): DeskTab[] {
  const isAlarm = (countUnseen(alarms, now) ?? 0) > 0;
  const isIncident = incidents?.some(isIncidentUrgent) ?? false;
  const isGateInConflict = [...gateModes.values()].some(isInConflict);
  return [
    ...(isIncident ? (['incidents'] as const) : []),
    ...(isAlarm ? (['alarms'] as const) : []),
    ...(isGateInConflict ? (['gates'] as const) : []),
    ...(hasStuckChain(reviews) ? (['review'] as const) : []),
  ];
}
