import type { Verification } from '../../domain/shared/alarm-codes.ts';
import type { IncidentStepBody } from '../../protocol/incident.ts';
import type { Alarm } from '../../protocol/pull.ts';
import type { IncidentRow } from '../incident-ports.ts';
import { verificationOf } from './order-alarms.ts';

/** An alarm of which something else is to be said. */
export interface WordOnSign {
  readonly alarm: Alarm;
  readonly verification: Verification;
}

/**
 * What a word about an incident means for the alarms among its signs, so that lists and phones say of them what is said of the incident.
 * Whoever takes a word back takes it back there too, where it still stands: what was said before that holds again.
 */
export function wordsOnSigns(
  said: IncidentStepBody,
  incidents: readonly Pick<IncidentRow, 'steps'>[],
  alarms: readonly Alarm[],
): WordOnSign[] {
  if (said.deed === 'verify') return saying(said.members, said.verdict, alarms).filter(isNews);
  if (said.deed !== 'undo') return [];
  const steps = incidents.find((incident) => incident.steps.some(({ event }) => event === said.step))?.steps ?? [];
  const undone = steps.find(({ event }) => event === said.step)?.said;
  if (undone?.deed !== 'verify' || undone.verdict === 'unverified') return [];
  const standing = alarms.filter(
    (alarm) => undone.members.includes(alarm.id) && verificationOf(alarm) === undone.verdict,
  );
  const inForce = steps.filter(({ event, isUndone }) => event !== said.step && !isUndone);
  return standing.map((alarm) => ({ alarm, verification: lastWordOn(alarm.id, inForce) })).filter(isNews);
}

/** `steps` in the hub's order, none of them undone. */
function lastWordOn(member: string, steps: IncidentRow['steps']): Verification {
  const words = steps.flatMap(({ said }) =>
    said.deed === 'verify' && said.members.includes(member) ? [said.verdict] : [],
  );
  return words.at(-1) ?? 'unverified';
}

function saying(members: readonly string[], verification: Verification, alarms: readonly Alarm[]): WordOnSign[] {
  const named = new Set(members);
  return alarms.filter(({ id }) => named.has(id)).map((alarm) => ({ alarm, verification }));
}

function isNews({ alarm, verification }: WordOnSign): boolean {
  return verificationOf(alarm) !== verification;
}
