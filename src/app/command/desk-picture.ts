import type { FeatureCollection } from 'geojson';
import type { Rulebook } from '../../domain/rulebook/rulebook.ts';
import type { Alarm, Device, Station } from '../../protocol/pull.ts';
import type { LatestReading } from '../../protocol/situation.ts';
import type { PositionRow, ViolationRow } from '../ports.ts';
import { orderStations, type ShownStation } from './order-stations.ts';
import { type Person, peopleOf } from './people-of.ts';
import { type ReadingsByStation, readingsByStation } from './readings-by-station.ts';
import type { RowKind } from './row-open-event.ts';

/** What the desk knows at one moment. `undefined` rows are still loading. */
export interface DeskPicture {
  readonly alarms: readonly Alarm[] | undefined;
  readonly violations: readonly ViolationRow[] | undefined;
  readonly positions: readonly PositionRow[] | undefined;
  readonly stations: readonly Station[] | undefined;
  readonly sensors: readonly ShownStation[] | undefined;
  readonly gates: readonly ShownStation[] | undefined;
  readonly readings: ReadingsByStation;
  readonly people: ReadonlyMap<string, Person>;
  readonly places: FeatureCollection | null;
  readonly rulebooks: readonly Rulebook[];
  /** Up to when the picture is true (epoch ms); null: it never was confirmed. */
  readonly confirmedAt: number | null;
  readonly now: number;
}

/** What a picture is made of, as it comes. */
export interface PictureSources
  extends Pick<
    DeskPicture,
    'alarms' | 'violations' | 'positions' | 'stations' | 'places' | 'rulebooks' | 'confirmedAt' | 'now'
  > {
  readonly devices: readonly Device[] | undefined;
  readonly readings: readonly LatestReading[] | undefined;
}

/** Puts the rows together; a station's status is what may be shown of it now. Sensors come with the gateways that carry them. */
export function takePicture({ devices, readings, ...sources }: PictureSources): DeskPicture {
  const { stations, confirmedAt, now } = sources;
  return {
    ...sources,
    sensors: stations && orderStations(stations, ['smoke-sensor', 'gateway'], confirmedAt, now),
    gates: stations && orderStations(stations, ['gate'], confirmedAt, now),
    readings: readingsByStation(readings ?? []),
    people: peopleOf(devices ?? []),
  };
}

/** What is open in the detail panel. */
export interface OpenRow {
  readonly kind: RowKind;
  readonly id: string;
}

/** Where on the map a row lies; null without a position. */
export function pointOf(
  picture: DeskPicture,
  { kind, id }: OpenRow,
): { readonly lon: number; readonly lat: number } | null {
  if (kind === 'alarm') return toPoint(picture.alarms?.find((alarm) => alarm.id === id));
  if (kind === 'violation') return toPoint(picture.violations?.find((row) => row.id === id)?.body.fix ?? undefined);
  if (kind === 'ranger') return toPoint(picture.positions?.find(({ device }) => device === id));
  return toPoint(picture.stations?.find((station) => station.id === id));
}

function toPoint(row: { readonly lon: number | null; readonly lat: number | null } | undefined) {
  return !row || row.lon === null || row.lat === null ? null : { lon: row.lon, lat: row.lat };
}
