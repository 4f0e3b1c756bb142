import type { Feature, FeatureCollection } from 'geojson';
import type { StationStatus } from '../../domain/shared/codes.ts';
import { acts, alarmRules, breaches } from '../../domain/shared/codes.ts';
import type { Alarm, Station } from '../../protocol/pull.ts';
import type { Language } from '../kit/language.ts';
import type { PositionRow, ViolationRow } from '../ports.ts';
import type { DeskPicture } from './desk-picture.ts';
import { isPositionStale } from './order-positions.ts';

/** The picture as marks for the map. Alarms while raised; violations with a position; stations and rangers never fine on old news. */
export function pictureToMarks(picture: DeskPicture, language: Language): FeatureCollection {
  const { sensors = [], gates = [], violations = [], positions = [], alarms = [], people, now } = picture;
  const features = [
    ...[...sensors, ...gates].map(({ station, status }) => stationToMark(station, status, language)),
    ...violations.flatMap((violation) => violationToMark(violation, language)),
    ...positions.map((position) => positionToMark(position, people, now)),
    ...alarms.flatMap((alarm) => alarmToMark(alarm, language)),
  ];
  return { type: 'FeatureCollection', features };
}

function stationToMark(station: Station, status: StationStatus, language: Language): Feature {
  const { id, kind, name, lon, lat } = station;
  return mark(lon, lat, { id, kind, status, label: name[language], stale: status === 'unknown' });
}

function violationToMark({ id, outcome, body }: ViolationRow, language: Language): Feature[] {
  if (!body.fix) return [];
  const label = { ...acts, ...breaches }[body.act][language];
  return [mark(body.fix.lon, body.fix.lat, { id, kind: 'violation', status: outcome, label, stale: false })];
}

function positionToMark(position: PositionRow, people: DeskPicture['people'], now: number): Feature {
  const { device, person, lon, lat } = position;
  const label = people.get(person)?.name ?? '';
  return mark(lon, lat, { id: device, kind: 'ranger', status: 'fine', label, stale: isPositionStale(position, now) });
}

function alarmToMark({ id, rule, status, lon, lat, acknowledged }: Alarm, language: Language): Feature[] {
  if (status !== 'raised' || lon === null || lat === null) return [];
  const shown = acknowledged ? 'acknowledged' : 'raised';
  return [mark(lon, lat, { id, kind: 'alarm', status: shown, label: alarmRules[rule][language], stale: false })];
}

function mark(lon: number, lat: number, properties: Record<string, string | boolean>): Feature {
  return { type: 'Feature', properties, geometry: { type: 'Point', coordinates: [lon, lat] } };
}
