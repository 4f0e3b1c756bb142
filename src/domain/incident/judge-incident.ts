import type { IncidentVerdict } from '../shared/incident-codes.ts';
import type { IncidentMember, IncidentStep, MemberFinding } from './incident.ts';

/**
 * What an incident was found to be, by the last word about each of its members: said of the incident or of that sign alone, whichever
 * the hub heard later. `inForce` in their order.
 *
 * | Any member confirmed? | Every member judged false? | Verdict    |
 * |-----------------------|----------------------------|------------|
 * | yes                   | –                          | confirmed  |
 * | no                    | yes                        | false      |
 * | no                    | no                         | unverified |
 *
 * So a new sign of what was judged false asks for somebody again, and of what was confirmed it does not.
 */
export function judgeIncident(
  members: readonly Pick<IncidentMember, 'id' | 'found'>[],
  inForce: readonly IncidentStep[],
): IncidentVerdict {
  const words = new Map<string, MemberFinding>();
  for (const { at, said } of inForce) {
    if (said.deed === 'verify') for (const member of said.members) words.set(member, { verdict: said.verdict, at });
  }
  const last = members.map(({ id, found }) => laterOf(words.get(id) ?? null, found)?.verdict ?? 'unverified');
  if (last.includes('confirmed')) return 'confirmed';
  return last.every((word) => word === 'false') ? 'false' : 'unverified';
}

/** At the same moment what was said of the incident counts: whoever said it had every sign of it before them. */
function laterOf(ofIncident: MemberFinding | null, ofSign: MemberFinding | null): MemberFinding | null {
  if (ofIncident === null || ofSign === null) return ofIncident ?? ofSign;
  return ofSign.at > ofIncident.at ? ofSign : ofIncident;
}
