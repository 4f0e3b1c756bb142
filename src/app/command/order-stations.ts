import { shownStatus } from '../../domain/alarm/shown-status.ts';
import type { StationStatus } from '../../domain/shared/codes.ts';
import type { Station } from '../../protocol/pull.ts';

/** A station with the status a desk may show of it. */
export interface ShownStation {
  readonly station: Station;
  readonly status: StationStatus;
}

const urgency: Readonly<Record<StationStatus, number>> = { alarm: 0, unknown: 1, fault: 2, fine: 3 };

/** Stations of some kinds, in the order of the kinds; in each what needs looking at first, then by id. `confirmedAt`: when the desk last heard the hub. */
export function orderStations(
  stations: readonly Station[],
  kinds: readonly Station['kind'][],
  confirmedAt: number | null,
  now: number,
): readonly ShownStation[] {
  return stations
    .filter(({ kind }) => kinds.includes(kind))
    .map((station) => ({ station, status: shownStatus(station.status, station.heartbeatMs, confirmedAt, now) }))
    .toSorted(
      (a, b) =>
        kinds.indexOf(a.station.kind) - kinds.indexOf(b.station.kind) ||
        urgency[a.status] - urgency[b.status] ||
        a.station.id.localeCompare(b.station.id),
    );
}
