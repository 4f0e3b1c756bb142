import type { Feature, FeatureCollection } from 'geojson';
import { gateModeOf } from '../../domain/gate/gate-file.ts';
import type { AlarmState } from '../../domain/shared/alarm-codes.ts';
import type { StationStatus } from '../../domain/shared/codes.ts';
import { acts, alarmRules, breaches, eventKinds } from '../../domain/shared/codes.ts';
import { incidentKinds } from '../../domain/shared/incident-codes.ts';
import type { Alarm, Station } from '../../protocol/pull.ts';
import type { IncidentRow } from '../incident-ports.ts';
import { gateMark } from '../kit/gate-mark.ts';
import type { Language } from '../kit/language.ts';
import { showsOtherwise } from '../map/shows-otherwise.ts';
import type { PositionRow, ViolationRow } from '../ports.ts';
import type { DeskPicture } from './desk-picture.ts';
import { stateOf } from './order-alarms.ts';
import { isIncidentOnMap } from './order-incidents.ts';
import { isPositionStale } from './order-positions.ts';

/** The picture as marks for the map. One mark for an incident, none for its alarms. Other alarms while raised; violations with a position; stations and rangers never fine on old news. */
export function pictureToMarks(picture: DeskPicture, language: Language): FeatureCollection {
  return new DeskMarks().of(picture, language);
}

/** The marks of one picture after another: the same object again while the map would show the same. Thousands of stations and records are looked at only when one has changed. */
export class DeskMarks {
  #stations: Pick<DeskPicture, 'sensors' | 'gates'> & { readonly gateModes: DeskPicture['gateModes'] | undefined } & {
    readonly language: Language;
    readonly marks: Feature[];
  } = {
    ...{ sensors: undefined, gates: undefined, gateModes: undefined, language: 'zh', marks: [] },
  };
  #records: Pick<DeskPicture, 'violations' | 'voided'> & { readonly language: Language; readonly marks: Feature[] } = {
    ...{ violations: undefined, voided: new Set(), language: 'zh', marks: [] },
  };
  #others: Feature[] = [];
  #marks: FeatureCollection = { type: 'FeatureCollection', features: [] };

  of(picture: DeskPicture, language: Language): FeatureCollection {
    const stations = this.#stationMarks(picture, language);
    const records = this.#recordMarks(picture, language);
    const others = keepIfSame(this.#others, otherMarks(picture, language));
    const isSame = stations.marks === this.#stations.marks && records.marks === this.#records.marks;
    if (!isSame || others !== this.#others) {
      this.#marks = { type: 'FeatureCollection', features: [...stations.marks, ...records.marks, ...others] };
    }
    this.#stations = stations;
    this.#records = records;
    this.#others = others;
    return this.#marks;
  }

  #recordMarks({ violations, voided }: DeskPicture, language: Language) {
    const before = this.#records;
    const isSame = before.violations === violations && areSame(before.voided, voided);
    if (isSame && before.language === language) return before;
    const marks = (violations ?? []).flatMap((one) => violationToMark(one, voided.has(one.id), language));
    return { violations, voided, language, marks: keepIfSame(before.marks, marks) };
  }

  #stationMarks({ sensors, gates, gateModes }: DeskPicture, language: Language) {
    const before = this.#stations;
    const isSame = before.sensors === sensors && before.gates === gates && before.gateModes === gateModes;
    if (isSame && before.language === language) return before;
    const marks = [
      ...(sensors ?? []).map(({ station, status }) => rememberedMark(station, status, language)),
      ...(gates ?? []).map(({ station, status }) =>
        gateMark(station, status, gateModeOf(gateModes.get(station.id)?.file), language),
      ),
    ];
    return { sensors, gates, gateModes, language, marks: keepIfSame(before.marks, marks) };
  }
}

function areSame(earlier: ReadonlySet<string>, later: ReadonlySet<string>): boolean {
  return earlier.size === later.size && [...later].every((id) => earlier.has(id));
}

function keepIfSame(earlier: Feature[], later: Feature[]): Feature[] {
  return showsOtherwise(later, earlier) ? later : earlier;
}

function otherMarks(picture: DeskPicture, language: Language): Feature[] {
  const incidents = (picture.incidents ?? []).filter((row) => isIncidentOnMap(row, picture.now));
  const folded = new Set(incidents.filter(({ place }) => place).flatMap(({ members }) => members.map(({ id }) => id)));
  const { positions = [], alarms = [], people, now } = picture;
  return [
    ...positions.map((position) => positionToMark(position, people, now)),
    ...alarms.filter(({ id }) => !folded.has(id)).flatMap((alarm) => alarmToMark(alarm, stateOf(alarm, now), language)),
    ...incidents.flatMap((incident) => incidentToMark(incident, language)),
  ];
}

/** By station as it was told, its mark: of thousands few have changed. */
const marksOfStations = new WeakMap<
  Station,
  { readonly status: StationStatus; readonly language: Language; readonly mark: Feature }
>();

function rememberedMark(station: Station, status: StationStatus, language: Language): Feature {
  const known = marksOfStations.get(station);
  if (known?.status === status && known.language === language) return known.mark;
  const made = stationToMark(station, status, language);
  marksOfStations.set(station, { status, language, mark: made });
  return made;
}

function stationToMark(station: Station, status: StationStatus, language: Language): Feature {
  const { id, kind, name, lon, lat, clock } = station;
  const shown = status === 'fine' && clock ? 'fault' : status;
  return mark(lon, lat, { id, kind, status: shown, label: name[language], stale: status === 'unknown' });
}

function violationToMark({ id, outcome, body }: ViolationRow, isVoided: boolean, language: Language): Feature[] {
  if (!body.fix) return [];
  const act = { ...acts, ...breaches }[body.act][language];
  const shown = isVoided
    ? { status: 'voided', label: `${act}（${eventKinds.voiding[language]}）` }
    : { status: outcome, label: act };
  return [mark(body.fix.lon, body.fix.lat, { id, kind: 'violation', ...shown, stale: false })];
}

function positionToMark(position: PositionRow, people: DeskPicture['people'], now: number): Feature {
  const { device, person, lon, lat } = position;
  const label = people.get(person)?.name ?? '';
  return mark(lon, lat, { id: device, kind: 'ranger', status: 'fine', label, stale: isPositionStale(position, now) });
}

function alarmToMark({ id, rule, level, lon, lat }: Alarm, state: AlarmState, language: Language): Feature[] {
  const isOver = state === 'superseded' || state === 'closed' || state === 'cleared';
  if (isOver || level === 'technical' || lon === null || lat === null) return []; // a silent station's own mark says so
  const shown = state === 'raised' || state === 'escalated' ? 'raised' : 'acknowledged';
  return [mark(lon, lat, { id, kind: 'alarm', status: shown, label: alarmRules[rule][language], stale: false })];
}

/** Red until somebody knows better; what a permit explains is calmer, and still there. */
function incidentToMark({ id, kind, place, verdict, permit }: IncidentRow, language: Language): Feature[] {
  if (!place) return [];
  const isCalm = kind === 'trouble' || (permit !== null && verdict === 'unverified');
  const status = isCalm ? 'acknowledged' : 'raised';
  const label = incidentKinds[kind][language];
  return [mark(place.lon, place.lat, { id, kind: 'incident', status, label, stale: false })];
}

function mark(lon: number, lat: number, properties: Record<string, string | boolean>): Feature {
  return { type: 'Feature', properties, geometry: { type: 'Point', coordinates: [lon, lat] } };
}
