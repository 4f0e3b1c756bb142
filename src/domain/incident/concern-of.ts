import type { IncidentKind } from '../shared/incident-codes.ts';

/** Alarms that tell of a station and not of a fire. Any other rule is taken for a sign of fire: none is ever left aside. */
const troubleRules: ReadonlySet<string> = new Set(['message-fork', 'silence']);

/** What an alarm of this rule is about. */
export function concernOf(rule: string): IncidentKind {
  return troubleRules.has(rule) ? 'trouble' : 'fire';
}
