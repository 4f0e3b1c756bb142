import type { IncidentMember } from './incident.ts';

/** More than so many alarms from one place within this time are one incident with a list, not so many calls for somebody. */
export const burst = { most: 5, withinMs: 600_000 } as const;

/**
 * Storms of trouble (silence, faults, forged messages) from one place: a gateway with what it carries. `members` in their order.
 * What stays below the limit is in no group: it stands as an alarm of its own.
 */
export function groupTrouble(members: readonly IncidentMember[]): string[][] {
  const places = new Map<string, IncidentMember[]>();
  for (const member of members) {
    const place = member.gateway ?? member.station ?? member.id;
    places.set(place, [...(places.get(place) ?? []), member]);
  }
  return [...places.values()].flatMap(burstsIn);
}

/** Every alarm with more than the limit around it in some ten minutes; storms that overlap are one. */
function burstsIn(members: readonly IncidentMember[]): string[][] {
  const storms: { ids: string[]; last: number }[] = [];
  let first = 0;
  for (const [index, member] of members.entries()) {
    while ((members[first]?.fromAt ?? 0) < member.fromAt - burst.withinMs) first += 1;
    if (index - first < burst.most) continue;
    const storm = storms.at(-1);
    const from = storm && storm.last >= first ? storm.last + 1 : first;
    const ids = members.slice(from, index + 1).map(({ id }) => id);
    if (storm && storm.last >= first) storm.ids.push(...ids);
    else storms.push({ ids, last: index });
    const standing = storms.at(-1);
    if (standing) standing.last = index;
  }
  return storms.map(({ ids }) => ids);
}
