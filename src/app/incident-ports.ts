import type { IncidentStepBody, PulledIncident } from '../protocol/incident.ts';
import type { SightingBody } from '../protocol/sighting.ts';
import type { Live } from './live.ts';
import type { PulledRecord } from './record-ports.ts';

/** Incidents as the desk sees and decides about them. */

export type SightingRow = PulledRecord<SightingBody>;

/** A decision of this desk that is not in what the hub told yet. `held`: the hub keeps it for review and uses nothing of it. */
export interface OwnStep {
  readonly event: string;
  readonly said: IncidentStepBody;
  readonly custody: 'saved' | 'received' | 'held';
}

export interface IncidentRow extends PulledIncident {
  readonly own: readonly OwnStep[];
}

export interface Incidents {
  /** Those that stand, the newest sign first. */
  readonly rows: Live<readonly IncidentRow[]>;
  readonly sightings: Live<readonly SightingRow[]>;
  /** Appends a decision to this device's chain. Durable when it resolves. */
  say(body: IncidentStepBody): Promise<void>;
}
