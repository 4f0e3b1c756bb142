import { uuidv7 } from 'uuidv7';
import * as v from 'valibot';
import { eventSchema } from '../../protocol/event.ts';
import {
  type IncidentStepBody,
  incidentSchema,
  incidentStepBodySchema,
  type PulledIncident,
} from '../../protocol/incident.ts';
import { sightingBodySchema } from '../../protocol/sighting.ts';
import type { IncidentRow, Incidents, OwnStep, SightingRow } from '../incident-ports.ts';
import type { Live } from '../live.ts';
import type { ChainRows, ChainStore } from '../storage/chain-store.ts';
import { joinLive, switchLive } from '../storage/live-query.ts';
import type { OwnKeys } from '../storage/own-keys.ts';
import { pulledRecords } from '../storage/pulled-records.ts';
import type { PulledStore } from '../storage/pulled-store.ts';
import { read, readerOf } from '../storage/read-rows.ts';
import { type Chain, mustBeAppended } from './chain.ts';

/** So many of this desk's newest events are looked through for what the hub has not told back yet. */
const mostOwn = 200;

/** Incidents pulled from the hub, with this desk's own decisions beside them from the moment they are saved. */
export class OwnIncidents implements Incidents {
  readonly rows: Live<readonly IncidentRow[]>;
  readonly sightings: Live<readonly SightingRow[]>;
  readonly #chain: Chain;
  readonly #keys: OwnKeys;

  constructor(stores: { chains: ChainStore; pulled: PulledStore }, chain: Chain, keys: OwnKeys) {
    this.#chain = chain;
    this.#keys = keys;
    const readIncident = readerOf(incidentSchema);
    const own = switchLive(keys.watchEnrolled(), (profile) =>
      profile ? stores.chains.watchNewestAndUnsent(profile.enrolled.chain, mostOwn) : null,
    );
    this.sightings = pulledRecords(stores.pulled, 'sighting', sightingBodySchema);
    this.rows = joinLive(stores.pulled.watch('incident'), own, (rows, ownRows) => {
      const standing = read(rows, readIncident).filter(({ members }) => members.length > 0);
      const steps = ownRows ? ownSteps(ownRows) : [];
      return standing.map((incident) => withOwn(incident, steps)).sort((one, other) => newestOf(other) - newestOf(one));
    });
  }

  async say(body: IncidentStepBody): Promise<void> {
    const profile = await this.#keys.enrolled();
    if (!profile) throw new Error('not enrolled');
    const event = { id: uuidv7(), kind: 'incident-step', schema: 1, body, parts: [], wraps: [] };
    mustBeAppended(await this.#chain.append(event, profile));
  }
}

/** The own decisions among the newest events, oldest first. */
function ownSteps({ events, receipts, heldUpTo }: ChainRows): OwnStep[] {
  const outcomes = new Map(receipts.map(({ hash, outcome }) => [hash, outcome]));
  const found = events.map((row): OwnStep | null => {
    if (row.kind !== 'incident-step') return null;
    const event = v.safeParse(v.pipe(v.string(), v.parseJson(), eventSchema), row.raw);
    const said = event.success ? v.safeParse(incidentStepBodySchema, event.output.body) : null;
    if (!said?.success) return null;
    const isReceived = row.seq <= (heldUpTo.get(row.chain) ?? 0);
    const custody = !isReceived ? 'saved' : outcomes.get(row.hash) === 'held' ? 'held' : 'received';
    return { event: row.id, said: said.output, custody };
  });
  return found.filter((step) => step !== null).toReversed();
}

function withOwn(incident: PulledIncident, steps: readonly OwnStep[]): IncidentRow {
  const told = new Set(incident.steps.map(({ event }) => event));
  const members = new Set(incident.members.map(({ id }) => id));
  const isAbout = ({ said }: OwnStep) =>
    said.deed === 'undo' ? told.has(said.step) : namesOf(said).some((name) => members.has(name));
  return { ...incident, own: steps.filter((step) => !told.has(step.event) && isAbout(step)) };
}

function namesOf(said: Exclude<IncidentStepBody, { deed: 'undo' }>): readonly string[] {
  return said.deed === 'verify' ? said.members : [...said.these, ...said.those];
}

/** When the last sign of it began. */
function newestOf({ members }: PulledIncident): number {
  return members.at(-1)?.fromAt ?? 0;
}
