import * as v from 'valibot';
import { foldIncidents } from '../../domain/incident/fold-incidents.ts';
import type { Incident, IncidentMember } from '../../domain/incident/incident.ts';
import { stepsInForce } from '../../domain/incident/steps-in-force.ts';
import { successorOf } from '../../domain/incident/successor-of.ts';
import { type IncidentStepBody, incidentStepBodySchema, type PulledIncident } from '../../protocol/incident.ts';
import { type ChangeDraft, recordChanges } from '../custody/record-change.ts';
import type { Database, Queryable } from '../ports.ts';
import { permitsToJudge } from '../rejudging/permits-to-judge.ts';
import { advisoryLocks } from '../store/advisory-locks.ts';
import { readMembers } from './read-members.ts';
import { readSuperseded, type StandsFor, saidOfStanding, standsForIn } from './read-superseded.ts';

/** Gateways send what they kept for a month; what was over before that stays as it was told last. */
const lookBackMs = 45 * 86_400_000;

interface StepRow extends Record<string, unknown> {
  readonly event: string;
  readonly person: string;
  readonly body: unknown;
  readonly received_at: number;
}

type ToldStep = PulledIncident['steps'][number];

/** Folds anew what alarms, sightings and decisions come to by now; writes and tells what is different. Answers how many incidents are. */
export function keepIncidents(database: Database, now: number): Promise<number> {
  return database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [advisoryLocks.incidents]);
    const since = now - lookBackMs;
    const members = await readMembers(tx, since);
    const ids = members.map(({ id }) => id);
    const superseded = await readSuperseded(tx, ids);
    const standsFor = standsForIn(superseded);
    const steps = await readSteps(tx, [...ids, ...superseded.keys()]);
    const folding = steps.map(({ event, at, said }, order) => ({
      id: event,
      order,
      at,
      said: saidOfStanding(said, standsFor),
    }));
    const incidents = foldIncidents(members, folding, await permitsToJudge(tx), now);
    const told = await readTold(tx, members, since);
    const whole = bodiesOf(incidents, members, steps);
    const changed = [...changedOf(whole, told), ...goneOf(incidents, told, standsFor)];
    for (const incident of changed) await write(tx, incident);
    await recordChanges(tx, now, changed.map(incidentChange));
    return changed.length;
  });
}

/** The decisions that name any of these, and what undid them. */
async function readSteps(tx: Queryable, ids: readonly string[]): Promise<ToldStep[]> {
  const rows = await tx.query<StepRow>(
    `with recursive named as (
       select distinct s.event from incident_step s cross join lateral jsonb_array_elements_text(
              coalesce(s.body->'members', '[]') || coalesce(s.body->'these', '[]') || coalesce(s.body->'those', '[]')) as n(id)
        where n.id = any($1::text[])),
     about as (
       select event from named
       union select s.event from incident_step s join about a on s.body->>'step' = a.event::text)
     select event, person, body, received_at from incident_step join about using (event) order by received_at, chain, seq`,
    [ids],
  );
  const said = rows.map(({ body }): IncidentStepBody => v.parse(incidentStepBodySchema, body));
  const ordered = rows.flatMap(({ event, received_at: at }, order) => {
    const one = said[order];
    return one ? [{ id: event, order, at, said: one }] : [];
  });
  const inForce = new Set(stepsInForce(ordered).map(({ id }) => id));
  return rows.flatMap(({ event, person, received_at: at }, order) => {
    const one = said[order];
    return one ? [{ event, person, at, said: one, isUndone: !inForce.has(event) }] : [];
  });
}

/** What was told last of the incidents of these members, and of whatever was not over by `since`. By incident. */
async function readTold(
  tx: Queryable,
  members: readonly IncidentMember[],
  since: number,
): Promise<Map<string, PulledIncident>> {
  const rows = await tx.query<{ body: PulledIncident }>(
    `select body from incident where id = any($1::uuid[])
        or id in (select incident from incident_member where member = any($1::uuid[]))
        or (not is_gone and (to_at is null or to_at >= $2))`,
    [members.map(({ id }) => id), since],
  );
  return new Map(rows.map(({ body }) => [body.id, body]));
}

function bodiesOf(
  incidents: readonly Incident[],
  members: readonly IncidentMember[],
  steps: readonly ToldStep[],
): PulledIncident[] {
  const memberById = new Map(members.map((member) => [member.id, member]));
  const stepById = new Map(steps.map((step) => [step.event, step]));
  return incidents.map(({ members: ids, steps: named, ...incident }) => ({
    ...incident,
    version: 1,
    members: ids.flatMap((id) => memberById.get(id) ?? []).map(toTold),
    steps: named.flatMap((id) => stepById.get(id) ?? []),
    successor: null,
  }));
}

function toTold({ id, kind, fromAt, toAt, place }: IncidentMember): PulledIncident['members'][number] {
  return { id, kind, fromAt, toAt, place };
}

function changedOf(whole: readonly PulledIncident[], told: ReadonlyMap<string, PulledIncident>): PulledIncident[] {
  return whole.flatMap((incident) => {
    const before = told.get(incident.id);
    const next = { ...incident, version: (before?.version ?? 0) + 1 };
    return before && isSame({ ...next, version: before.version }, before) ? [] : [next];
  });
}

/** What is no incident of its own any more goes on under the one its member is in now. */
function goneOf(
  incidents: readonly Incident[],
  told: ReadonlyMap<string, PulledIncident>,
  standsFor: StandsFor,
): PulledIncident[] {
  const standing = new Set(incidents.map(({ id }) => id));
  return [...told.values()].flatMap((before) => {
    if (standing.has(before.id)) return [];
    const gone = { ...before, members: [], successor: successorOf(standsFor(before.id), incidents) };
    return isSame(gone, before) ? [] : [{ ...gone, version: before.version + 1 }];
  });
}

/** As JSON keeps them: the database gives the members of an object back in another order. */
function isSame(one: PulledIncident, other: PulledIncident): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}

async function write(tx: Queryable, incident: PulledIncident): Promise<void> {
  const { id, version, toAt, members } = incident;
  await tx.query(
    `insert into incident (id, version, to_at, is_gone, body) values ($1, $2, $3, $4, $5)
       on conflict (id) do update set version = $2, to_at = $3, is_gone = $4, body = $5`,
    [id, version, toAt, members.length === 0, JSON.stringify(incident)],
  );
  await tx.query('delete from incident_member where incident = $1 and not member = any($2::uuid[])', [
    ...[id, members.map((member) => member.id)],
  ]);
  await tx.query(
    `insert into incident_member (member, incident) select unnest($2::uuid[]), $1
       on conflict (member) do update set incident = excluded.incident`,
    [id, members.map((member) => member.id)],
  );
}

function incidentChange(incident: PulledIncident): ChangeDraft {
  return { entity: 'incident', key: incident.id, audience: 'desk', chain: null, area: '*', body: incident };
}
