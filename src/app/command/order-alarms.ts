import { alarmValues } from '../../domain/alarm/alarm-file.ts';
import { alarmState } from '../../domain/alarm/alarm-state.ts';
import type { Calling } from '../../domain/alarm/ringing-alarms.ts';
import type { AlarmState } from '../../domain/shared/alarm-codes.ts';
import type { Alarm } from '../../protocol/pull.ts';

/**
 * The alarms in the order a duty officer takes them: smoke that nobody has seen, what is in hand, technical matters, what is over.
 * What later readings have superseded is in no list.
 */
export interface OrderedAlarms {
  readonly unseen: readonly Alarm[];
  readonly seen: readonly Alarm[];
  readonly technical: readonly Alarm[];
  readonly cleared: readonly Alarm[];
}

/** Newest first in each group; those that are over by when they cleared. */
export function orderAlarms(alarms: readonly Alarm[], now: number): OrderedAlarms {
  const states = new Map(alarms.map((alarm) => [alarm, stateOf(alarm, now)]));
  const inState = (...wanted: readonly AlarmState[]) =>
    alarms.filter((alarm) => wanted.includes(states.get(alarm) ?? 'superseded'));
  const newest = (rows: readonly Alarm[]) => rows.toSorted((a, b) => b.raisedAt - a.raisedAt);
  const raised = inState('raised', 'escalated', 'acknowledged', 'assigned', 'shelved');
  const smoke = raised.filter(({ level }) => level !== 'technical');
  return {
    unseen: newest(smoke.filter((alarm) => isUnseen(states.get(alarm)))),
    seen: newest(smoke.filter((alarm) => !isUnseen(states.get(alarm)))),
    technical: newest(raised.filter(({ level }) => level === 'technical')),
    cleared: inState('cleared', 'closed').toSorted((a, b) => (b.clearedAt ?? b.raisedAt) - (a.clearedAt ?? a.raisedAt)),
  };
}

/** How many raised alarms of smoke nobody has acknowledged; undefined while the alarms are not known. */
export function countUnseen(alarms: readonly Alarm[] | undefined, now: number): number | undefined {
  return alarms && orderAlarms(alarms, now).unseen.length;
}

/** Where an alarm stands at the desk's moment. */
export function stateOf(alarm: Alarm, now: number): AlarmState {
  return alarmState(toCalling(alarm), alarm.file, now);
}

/** What the rules need to know of an alarm. */
export function toCalling(alarm: Alarm): Calling {
  return { ...alarm, acknowledgedAt: alarm.acknowledged?.at ?? null };
}

/** Whether nobody has taken it in hand: what a siren is for. */
function isUnseen(state: AlarmState | undefined): boolean {
  return state === 'raised' || state === 'escalated';
}

/** What somebody who looked said of it. */
export function verificationOf({ file }: Alarm) {
  return alarmValues(file).verification;
}
