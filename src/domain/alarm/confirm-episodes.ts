import type { AlarmRuleBook } from './alarm-rule-book.ts';

/** A station's stretch of smoke, by measured time, with its place. `closedAt` null while it lasts. */
export interface PlacedEpisode {
  readonly station: string;
  readonly lon: number;
  readonly lat: number;
  readonly openedAt: number;
  readonly closedAt: number | null;
}

type Neighbours = Pick<AlarmRuleBook, 'neighbours'>;

/**
 * The other stations that confirm an episode, sorted: near enough, and with smoke at the same time or shortly before or after.
 * Both sides of a pair are confirmed, and no order of the episodes matters.
 */
export function confirmingStations(one: PlacedEpisode, others: readonly PlacedEpisode[], book: Neighbours): string[] {
  const confirming = others.filter((other) => confirms(one, other, book)).map(({ station }) => station);
  return [...new Set(confirming)].toSorted();
}

/** Whether two episodes are of different stations near each other, and together in time. */
export function confirms(one: PlacedEpisode, other: PlacedEpisode, { neighbours }: Neighbours): boolean {
  if (one.station === other.station || gapBetween(one, other) > neighbours.withinMs) return false;
  return metersBetween(one, other) <= neighbours.meters;
}

function gapBetween(one: PlacedEpisode, other: PlacedEpisode): number {
  const latestOpening = Math.max(one.openedAt, other.openedAt);
  const earliestClosing = Math.min(one.closedAt ?? Infinity, other.closedAt ?? Infinity);
  return latestOpening - earliestClosing;
}

const metersPerDegree = 111_195;

/** By the equirectangular formula: a metre off at most over the distances that matter here. The same from both sides. */
function metersBetween(one: PlacedEpisode, other: PlacedEpisode): number {
  const north = (one.lat - other.lat) * metersPerDegree;
  const middle = (((one.lat + other.lat) / 2) * Math.PI) / 180;
  const east = (one.lon - other.lon) * metersPerDegree * Math.cos(middle);
  return Math.hypot(north, east);
}
