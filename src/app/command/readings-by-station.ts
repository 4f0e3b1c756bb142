import type { LatestReading } from '../../protocol/situation.ts';

/** What each station reported last, by station id. */
export type ReadingsByStation = ReadonlyMap<string, readonly LatestReading[]>;

const firstNames = [
  'smoke',
  'pm2_5',
  'co',
  'temperature',
  'humidity',
  'in',
  'out',
  'class',
  'barrier',
  'tamper',
  'battery',
];

/** The latest readings grouped by station; within one, the quantities in a fixed order, unknown ones last. */
export function readingsByStation(readings: readonly LatestReading[]): ReadingsByStation {
  const groups = new Map<string, LatestReading[]>();
  for (const reading of readings) {
    const group = groups.get(reading.station);
    if (group) group.push(reading);
    else groups.set(reading.station, [reading]);
  }
  for (const group of groups.values()) group.sort((a, b) => rankQuantity(a.name) - rankQuantity(b.name));
  return groups;
}

/** Where a quantity stands among a station's. */
export function rankQuantity(name: string): number {
  const place = firstNames.indexOf(name);
  return place < 0 ? firstNames.length : place;
}
