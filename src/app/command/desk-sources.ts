import type { FeatureCollection } from 'geojson';
import type { LitElement } from 'lit';
import type { Casework } from '../casework-ports.ts';
import type { GateModes, GateRow } from '../gate-ports.ts';
import type { Incidents } from '../incident-ports.ts';
import { LiveController } from '../kit/live-controller.ts';
import type { Packages } from '../package-ports.ts';
import type { Clock, Enrolment, Pulled, Sync } from '../ports.ts';
import type { Reviewing } from '../review-ports.ts';
import { type RecordStories, voidedIds } from '../story-ports.ts';
import { type DeskPicture, PictureTaker } from './desk-picture.ts';
import type { DeskTab } from './hl-desk-tabs.ts';
import { type Contact, confirmedAt } from './judge-contact.ts';

/** The services the desk watches; given by context, so they come before the first update. */
export interface DeskHost extends LitElement {
  readonly enrolment: Enrolment;
  readonly pulled: Pulled;
  readonly sync: Sync;
  readonly clock: Clock;
  readonly packages: Packages;
  readonly casework: Casework;
  readonly gateModes: GateModes;
  readonly reviewing: Reviewing;
  readonly incidents: Incidents;
  readonly stories: RecordStories;
}

const noModes: ReadonlyMap<string, GateRow> = new Map();

/** Everything live on the desk, bound to it. */
export class DeskSources {
  readonly profile;
  readonly incidents;
  readonly sightings;
  readonly alarms;
  readonly violations;
  readonly isListWhole;
  readonly positions;
  readonly stations;
  readonly devices;
  readonly readings;
  readonly sync;
  readonly packages;
  readonly cases;
  readonly gateModes;
  readonly reviews;
  readonly stories;
  readonly #taker = new PictureTaker();

  constructor(host: DeskHost) {
    const pulled = () => [host.pulled] as const;
    this.profile = new LiveController(
      host,
      () => [host.enrolment] as const,
      (enrolment) => enrolment.profile,
    );
    const incidents = () => [host.incidents] as const;
    this.incidents = new LiveController(host, incidents, ({ rows }) => rows);
    this.sightings = new LiveController(host, incidents, ({ sightings }) => sightings);
    this.alarms = new LiveController(host, pulled, ({ alarms }) => alarms);
    this.violations = new LiveController(host, pulled, ({ violations }) => violations);
    this.isListWhole = new LiveController(host, pulled, ({ isListWhole }) => isListWhole);
    this.positions = new LiveController(host, pulled, ({ positions }) => positions);
    this.stations = new LiveController(host, pulled, ({ stations }) => stations);
    this.devices = new LiveController(host, pulled, ({ devices }) => devices);
    this.readings = new LiveController(host, pulled, ({ readings }) => readings);
    this.sync = new LiveController(
      host,
      () => [host.sync] as const,
      ({ state }) => state,
    );
    this.packages = new LiveController(
      host,
      () => [host.packages] as const,
      ({ active }) => active,
    );
    this.cases = new LiveController(
      host,
      () => [host.casework] as const,
      ({ cases }) => cases,
    );
    this.gateModes = new LiveController(
      host,
      () => [host.gateModes] as const,
      ({ rows }) => rows,
    );
    this.reviews = new LiveController(
      host,
      () => [host.reviewing] as const,
      ({ rows }) => rows,
    );
    this.stories = new LiveController(
      host,
      () => [host.stories] as const,
      ({ remarks }) => remarks,
    );
  }

  /** What the desk knows at `now`, true up to when `contact` lasted. */
  takePicture(contact: Contact, places: FeatureCollection | null, now: number): DeskPicture {
    return this.#taker.take({
      incidents: this.incidents.value,
      sightings: this.sightings.value,
      permits: this.packages.value?.permits ?? [],
      alarms: this.alarms.value,
      violations: this.violations.value,
      isListWhole: this.isListWhole.value ?? false,
      positions: this.positions.value,
      stations: this.stations.value,
      devices: this.devices.value,
      readings: this.readings.value,
      cases: this.cases.value ?? new Map(),
      gateModes: this.gateModes.value ?? noModes,
      voided: voidedIds(this.stories.value),
      reviews: this.reviews.value,
      places,
      rulebooks: this.packages.value?.rulebooks.map(({ rulebook }) => rulebook) ?? [],
      confirmedAt: confirmedAt(contact),
      now,
    });
  }

  /** What each list failed with; undefined where all is well. */
  get problems(): Readonly<Record<DeskTab, unknown>> {
    return {
      incidents: this.incidents.problem ?? this.sightings.problem,
      alarms: this.alarms.problem,
      violations: this.violations.problem,
      rangers: this.positions.problem,
      sensors: this.stations.problem,
      gates: this.stations.problem ?? this.gateModes.problem,
      review: this.reviews.problem,
    };
  }
}
