import { shownStatus } from '../../domain/alarm/shown-status.ts';
import type { StationStatus } from '../../domain/shared/codes.ts';
import type { Station } from '../../protocol/pull.ts';

/** A station with the status a desk may show of it. */
export interface ShownStation {
  readonly station: Station;
  readonly status: StationStatus;
}

/** One for all comparisons: making it anew each time costs more than comparing. */
const byNumbers = new Intl.Collator('en', { numeric: true });

const urgency: Readonly<Record<StationStatus, number>> = { alarm: 0, unknown: 1, fault: 2, fine: 3 };

/** Stations of some kinds, in the order of the kinds; in each what needs looking at first, then by id. `confirmedAt`: when the desk last heard the hub. */
export function orderStations(
  stations: readonly Station[],
  kinds: readonly Station['kind'][],
  confirmedAt: number | null,
  now: number,
): readonly ShownStation[] {
  return new StationOrder(kinds).order(stations, confirmedAt, now);
}

/** The same rows again as long as the stations are the same and show the same: there may be ten thousand, looked at every second. */
export class StationOrder {
  readonly #kinds: readonly Station['kind'][];
  #stations: readonly Station[] | null = null;
  #shown: readonly ShownStation[] = [];
  #ordered: readonly ShownStation[] = [];
  /** By id, its place among all by id: comparing ten thousand names is what costs. */
  #places = new Map<string, number>();

  constructor(kinds: readonly Station['kind'][]) {
    this.#kinds = kinds;
  }

  order(stations: readonly Station[], confirmedAt: number | null, now: number): readonly ShownStation[] {
    const statusOf = ({ status, heartbeatMs }: Station) => shownStatus(status, heartbeatMs, confirmedAt, now);
    const isSame =
      stations === this.#stations && this.#shown.every(({ station, status }) => statusOf(station) === status);
    if (isSame) return this.#ordered;
    this.#stations = stations;
    this.#shown = stations
      .filter(({ kind }) => this.#kinds.includes(kind))
      .map((station) => ({ station, status: statusOf(station) }));
    this.#placeAll();
    this.#ordered = this.#shown.toSorted((a, b) => this.#compare(a, b));
    return this.#ordered;
  }

  /** Anew only when there are others than before. */
  #placeAll(): void {
    const isSame =
      this.#places.size === this.#shown.length && this.#shown.every(({ station }) => this.#places.has(station.id));
    if (isSame) return;
    const ids = this.#shown.map(({ station }) => station.id).sort(byNumbers.compare);
    this.#places = new Map(ids.map((id, place) => [id, place]));
  }

  #placeOf({ station }: ShownStation): number {
    return this.#places.get(station.id) ?? 0;
  }

  #compare(a: ShownStation, b: ShownStation): number {
    const byKind = this.#kinds.indexOf(a.station.kind) - this.#kinds.indexOf(b.station.kind);
    return byKind || urgencyOf(a) - urgencyOf(b) || this.#placeOf(a) - this.#placeOf(b);
  }
}

/** One that works with a wrong clock is looked at before those with whom all is well. */
function urgencyOf({ station, status }: ShownStation): number {
  return urgency[status] - (status === 'fine' && station.clock ? 0.5 : 0);
}
