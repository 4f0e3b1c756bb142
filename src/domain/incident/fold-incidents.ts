import type { Permit } from '../permit/permit.ts';
import type { IncidentKind } from '../shared/incident-codes.ts';
import { explainingPermit } from './explaining-permit.ts';
import { groupFires } from './group-fires.ts';
import { groupTrouble } from './group-trouble.ts';
import type { Incident, IncidentMember, IncidentStep } from './incident.ts';
import { endOf } from './is-one-fire.ts';
import { judgeIncident } from './judge-incident.ts';
import { compareMembers, compareText, orderMembers } from './order-members.ts';
import { pairDecisions } from './pair-decisions.ts';
import { orderSteps, stepsInForce } from './steps-in-force.ts';

/**
 * Alarms and sightings as the incidents they are of, by place and measured time: the same for the same rows, whatever order and however
 * often they came, the earliest incident first. Trouble that is no storm is in none. Steps count in the hub's order of them.
 * `now` (epoch ms) matters to what a permit explains while it lasts.
 */
export function foldIncidents(
  members: Iterable<IncidentMember>,
  steps: Iterable<IncidentStep>,
  permits: readonly Permit[],
  now: number,
): Incident[] {
  const ordered = orderMembers(members);
  const said = orderSteps(steps);
  const inForce = stepsInForce(said);
  const byId = new Map(ordered.map((member) => [member.id, member]));
  const toIncident = (kind: IncidentKind, ids: readonly string[]): Incident => {
    const own = ids.flatMap((id) => byId.get(id) ?? []).sort(compareMembers);
    return incidentOf(kind, own, { said, inForce, permits, now });
  };
  const concerned = (kind: IncidentKind) => ordered.filter(({ concern }) => concern === kind);
  return [
    ...groupFires(concerned('fire'), pairDecisions(inForce)).map((ids) => toIncident('fire', ids)),
    ...groupTrouble(concerned('trouble')).map((ids) => toIncident('trouble', ids)),
  ].sort((one, other) => one.fromAt - other.fromAt || compareText(one.id, other.id));
}

interface Known {
  readonly said: readonly IncidentStep[];
  readonly inForce: readonly IncidentStep[];
  readonly permits: readonly Permit[];
  readonly now: number;
}

function incidentOf(
  kind: IncidentKind,
  own: readonly IncidentMember[],
  { said, inForce, permits, now }: Known,
): Incident {
  const [earliest] = own;
  if (!earliest) throw new Error('an incident of nothing');
  const members = own.map(({ id }) => id);
  const end = Math.max(...own.map(endOf));
  return {
    id: earliest.id,
    kind,
    members,
    fromAt: earliest.fromAt,
    toAt: Number.isFinite(end) ? end : null,
    place: own.find(({ place }) => place)?.place ?? null,
    verdict: judgeIncident(own, inForce),
    steps: stepsAbout(members, said),
    permit: kind === 'fire' ? explainingPermit(own, permits, now) : null,
  };
}

/** The steps that name a member, and those that undid them. */
function stepsAbout(members: readonly string[], said: readonly IncidentStep[]): string[] {
  const own = new Set(members);
  const found = new Set<string>();
  for (const { id, said: one } of said) {
    const names = one.deed === 'undo' ? [] : one.deed === 'verify' ? one.members : [...one.these, ...one.those];
    if (names.some((name) => own.has(name)) || (one.deed === 'undo' && found.has(one.step))) found.add(id);
  }
  return [...found];
}
