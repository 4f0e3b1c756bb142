import type { FeatureCollection } from 'geojson';
import type { LitElement } from 'lit';
import { LiveController } from '../kit/live-controller.ts';
import type { Packages } from '../package-ports.ts';
import type { Clock, Enrolment, Pulled, Sync } from '../ports.ts';
import { type DeskPicture, takePicture } from './desk-picture.ts';
import type { DeskTab } from './hl-desk-tabs.ts';
import { type Contact, confirmedAt } from './judge-contact.ts';

/** The services the desk watches; given by context, so they come before the first update. */
export interface DeskHost extends LitElement {
  readonly enrolment: Enrolment;
  readonly pulled: Pulled;
  readonly sync: Sync;
  readonly clock: Clock;
  readonly packages: Packages;
}

/** Everything live on the desk, bound to it. */
export class DeskSources {
  readonly profile;
  readonly alarms;
  readonly violations;
  readonly positions;
  readonly stations;
  readonly devices;
  readonly readings;
  readonly sync;
  readonly packages;

  constructor(host: DeskHost) {
    const pulled = () => [host.pulled] as const;
    this.profile = new LiveController(
      host,
      () => [host.enrolment] as const,
      (enrolment) => enrolment.profile,
    );
    this.alarms = new LiveController(host, pulled, ({ alarms }) => alarms);
    this.violations = new LiveController(host, pulled, ({ violations }) => violations);
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
  }

  /** What the desk knows at `now`, true up to when `contact` lasted. */
  takePicture(contact: Contact, places: FeatureCollection | null, now: number): DeskPicture {
    return takePicture({
      alarms: this.alarms.value,
      violations: this.violations.value,
      positions: this.positions.value,
      stations: this.stations.value,
      devices: this.devices.value,
      readings: this.readings.value,
      places,
      rulebooks: this.packages.value?.rulebooks.map(({ rulebook }) => rulebook) ?? [],
      confirmedAt: confirmedAt(contact),
      now,
    });
  }

  /** What each list failed with; undefined where all is well. */
  get problems(): Readonly<Record<DeskTab, unknown>> {
    return {
      alarms: this.alarms.problem,
      violations: this.violations.problem,
      rangers: this.positions.problem,
      sensors: this.stations.problem,
      gates: this.stations.problem,
    };
  }
}
