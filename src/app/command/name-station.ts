import type { Station } from '../../protocol/pull.ts';
import { sayTerm } from '../locales/language.ts';

/** By list of stations: each row of an alarm asks for a name, and thousands are not gone through for each. */
const known = new WeakMap<readonly Station[], ReadonlyMap<string, Station>>();

/** A station's name in the language shown; its id where it is not known here. */
export function nameStation(id: string, stations: readonly Station[]): string {
  const byId = known.get(stations) ?? new Map(stations.map((station) => [station.id, station]));
  known.set(stations, byId);
  const station = byId.get(id);
  return station ? sayTerm(station.name) : id;
}
