import type { FeatureCollection } from 'geojson';
import type { Alarm, Station } from '../../protocol/pull.ts';
import type { Language } from '../kit/language.ts';

/** The alarms a ranger is told of: still raised, and not from readings sent after an outage. Newest first. */
export function alarmsToTell(alarms: readonly Alarm[]): Alarm[] {
  const isLive = ({ status, late }: Alarm) => status === 'raised' && !late;
  return alarms.filter(isLive).sort((one, other) => other.raisedAt - one.raisedAt);
}

/** The name of an alarm's station; its id while the station is not known here. */
export function stationName({ station }: Alarm, stations: readonly Station[], language: Language): string {
  return stations.find(({ id }) => id === station)?.name[language] ?? station;
}

/** Those alarms as marks for the map; one without a position is left out. */
export function alarmMarks(
  alarms: readonly Alarm[],
  stations: readonly Station[],
  language: Language,
): FeatureCollection {
  const features = alarms.flatMap((alarm) => {
    const { id, lon, lat, acknowledged } = alarm;
    if (lon === null || lat === null) return [];
    const label = stationName(alarm, stations, language);
    const properties = { id, kind: 'alarm', status: acknowledged ? 'acknowledged' : 'raised', label, stale: false };
    return [{ type: 'Feature' as const, properties, geometry: { type: 'Point' as const, coordinates: [lon, lat] } }];
  });
  return { type: 'FeatureCollection', features };
}
