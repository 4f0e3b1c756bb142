import type { FeatureCollection } from 'geojson';
import type { Permit } from '../../domain/permit/permit.ts';
import type { Rulebook } from '../../domain/rulebook/rulebook.ts';
import type { Alarm, Device, Station } from '../../protocol/pull.ts';
import type { LatestReading } from '../../protocol/situation.ts';
import type { CaseRow } from '../casework-ports.ts';
import type { GateRow } from '../gate-ports.ts';
import type { IncidentRow, SightingRow } from '../incident-ports.ts';
import type { PositionRow, ViolationRow } from '../ports.ts';
import type { ReviewRows } from '../review-ports.ts';
import { type ShownStation, StationOrder } from './order-stations.ts';
import { type Person, peopleOf } from './people-of.ts';
import { type ReadingsByStation, readingsByStation } from './readings-by-station.ts';
import type { RowKind } from './row-open-event.ts';
import { lostByChain } from './say-doubt.ts';

/** What the desk knows at one moment. `undefined` rows are still loading. */
export interface DeskPicture {
  readonly incidents: readonly IncidentRow[] | undefined;
  readonly sightings: readonly SightingRow[] | undefined;
  readonly alarms: readonly Alarm[] | undefined;
  readonly violations: readonly ViolationRow[] | undefined;
  /** False while older records than those are still being read. */
  readonly isListWhole: boolean;
  readonly positions: readonly PositionRow[] | undefined;
  readonly stations: readonly Station[] | undefined;
  readonly sensors: readonly ShownStation[] | undefined;
  readonly gates: readonly ShownStation[] | undefined;
  readonly readings: ReadingsByStation;
  readonly people: ReadonlyMap<string, Person>;
  /** By the record's event id. */
  readonly cases: ReadonlyMap<string, CaseRow>;
  /** By the gate's id. */
  readonly gateModes: ReadonlyMap<string, GateRow>;
  /** Ids of the records that were taken back. */
  readonly voided: ReadonlySet<string>;
  /** What waits for somebody; undefined while loading. */
  readonly reviews: ReviewRows | undefined;
  /** Who has a device, by its id. */
  readonly holders: ReadonlyMap<string, string>;
  /** From when on the phone that writes a chain was reported lost, by the chain. */
  readonly lostFrom: ReadonlyMap<string, number>;
  readonly places: FeatureCollection | null;
  readonly rulebooks: readonly Rulebook[];
  readonly permits: readonly Permit[];
  /** Up to when the picture is true (epoch ms); null: it never was confirmed. */
  readonly confirmedAt: number | null;
  readonly now: number;
}

/** What a picture is made of, as it comes. */
export interface PictureSources
  extends Pick<
    DeskPicture,
    | 'incidents'
    | 'sightings'
    | 'permits'
    | 'alarms'
    | 'violations'
    | 'isListWhole'
    | 'positions'
    | 'stations'
    | 'cases'
    | 'gateModes'
    | 'voided'
    | 'reviews'
    | 'places'
    | 'rulebooks'
    | 'confirmedAt'
    | 'now'
  > {
  readonly devices: readonly Device[] | undefined;
  readonly readings: readonly LatestReading[] | undefined;
}

/** Puts the rows together; a station's status is what may be shown of it now. Sensors come with the gateways that carry them. */
export function takePicture(sources: PictureSources): DeskPicture {
  return new PictureTaker().take(sources);
}

/** Takes one picture after another; what has not changed since the last is the same object again. */
export class PictureTaker {
  readonly #sensors = new StationOrder(['smoke-sensor', 'gateway']);
  readonly #gates = new StationOrder(['gate']);
  #readings: { readonly of: PictureSources['readings']; readonly grouped: ReadingsByStation } | null = null;

  take({ devices, readings, ...sources }: PictureSources): DeskPicture {
    const { stations, confirmedAt, now } = sources;
    return {
      ...sources,
      sensors: stations && this.#sensors.order(stations, confirmedAt, now),
      gates: stations && this.#gates.order(stations, confirmedAt, now),
      readings: this.#group(readings),
      people: peopleOf(devices ?? []),
      lostFrom: lostByChain(devices ?? []),
      holders: new Map(
        (devices ?? []).map(({ id, grants }) => [id, grants.map(({ person }) => person.name).join('、')]),
      ),
    };
  }

  #group(readings: PictureSources['readings']): ReadingsByStation {
    if (this.#readings?.of !== readings) this.#readings = null;
    this.#readings ??= { of: readings, grouped: readingsByStation(readings ?? []) };
    return this.#readings.grouped;
  }
}

/** What is open in the detail panel. */
export interface OpenRow {
  readonly kind: RowKind;
  readonly id: string;
}

type Point = { readonly lon: number; readonly lat: number };

/** Where on the map a row lies; null without a position. */
export function pointOf(picture: DeskPicture, { kind, id }: OpenRow): Point | null {
  const found: Readonly<Record<RowKind, () => Placed>> = {
    incident: () => picture.incidents?.find((row) => row.id === id)?.place,
    alarm: () => picture.alarms?.find((alarm) => alarm.id === id),
    sighting: () => picture.sightings?.find((row) => row.id === id)?.body.fix,
    violation: () => picture.violations?.find((row) => row.id === id)?.body.fix,
    ranger: () => picture.positions?.find(({ device }) => device === id),
    station: () => picture.stations?.find((station) => station.id === id),
  };
  return toPoint(found[kind]());
}

type Placed = { readonly lon: number | null; readonly lat: number | null } | null | undefined;

function toPoint(row: Placed): Point | null {
  return !row || row.lon === null || row.lat === null ? null : { lon: row.lon, lat: row.lat };
}
