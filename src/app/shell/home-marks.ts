import type { FeatureCollection } from 'geojson';
import { type GateFile, gateModeOf } from '../../domain/gate/gate-file.ts';
import type { Alarm, Station } from '../../protocol/pull.ts';
import { gateMark } from '../kit/gate-mark.ts';
import type { Language } from '../kit/language.ts';
import { stationName } from './alarm-marks.ts';

/** Those alarms as marks for the map, and the gates with their modes; an alarm without a position is left out. */
export function homeMarks(
  alarms: readonly Alarm[],
  stations: readonly Station[],
  gates: readonly GateFile[],
  language: Language,
): FeatureCollection {
  const modes = new Map(gates.map((file) => [file.gate, gateModeOf(file)]));
  const marks = stations
    .filter(({ kind }) => kind === 'gate')
    .map((gate) => gateMark(gate, gate.status, modes.get(gate.id) ?? 'registering', language));
  const features = alarms.flatMap((alarm) => {
    const { id, lon, lat, acknowledged } = alarm;
    if (lon === null || lat === null) return [];
    const label = stationName(alarm, stations, language);
    const properties = { id, kind: 'alarm', status: acknowledged ? 'acknowledged' : 'raised', label, stale: false };
    return [{ type: 'Feature' as const, properties, geometry: { type: 'Point' as const, coordinates: [lon, lat] } }];
  });
  return { type: 'FeatureCollection', features: [...marks, ...features] };
}
