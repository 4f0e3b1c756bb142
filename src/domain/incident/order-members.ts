import type { IncidentMember } from './incident.ts';

/** Each member once, by measured time, then by id: whatever order, and however often, they came. Of one told twice the later state counts. */
export function orderMembers(members: Iterable<IncidentMember>): IncidentMember[] {
  const byId = new Map<string, IncidentMember>();
  for (const member of members) {
    const known = byId.get(member.id);
    if (!known || isLaterState(member, known)) byId.set(member.id, member);
  }
  return [...byId.values()].sort(compareMembers);
}

export function compareMembers(one: IncidentMember, other: IncidentMember): number {
  return one.fromAt - other.fromAt || compareText(one.id, other.id);
}

export function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** What is over is later than what lasts; of two ends the later. Anything else only has to be the same every time. */
function isLaterState(one: IncidentMember, other: IncidentMember): boolean {
  if (one.toAt !== other.toAt) return other.toAt === null || (one.toAt !== null && one.toAt > other.toAt);
  return compareText(JSON.stringify(one), JSON.stringify(other)) > 0;
}
