import type { AlarmFile } from './alarm-file.ts';
import { type AlarmCondition, alarmState, escalations } from './alarm-state.ts';

/** An alarm as far as calling somebody goes. */
export interface Calling extends AlarmCondition {
  readonly id: string;
  readonly file: AlarmFile;
}

/** How many calls of an alarm were heard, by `callKey`. By count and not by time: an alarm may come later than a newer one. */
export type HeardCalls = Readonly<Record<string, number>>;

/** What a call is heard of: an alarm, each time that it is raised. Persisted: changing this makes heard alarms ring once more. */
export function callKey({ id, raisedAt }: Pick<Calling, 'id' | 'raisedAt'>): string {
  return `${id} ${raisedAt}`;
}

/**
 * How often an alarm has called for somebody by `now`.
 *
 * | Smoke, not technical? | Live, not late? | In nobody's hands? | Calls |
 * |-----------------------|-----------------|--------------------|-------|
 * | yes                   | yes             | yes                | once raised, once more each time it went up |
 * | else                  |                 |                    | 0     |
 */
export function callsOf({ id: _id, file, ...condition }: Calling, now: number): number {
  if (condition.level === 'technical' || condition.late) return 0;
  const state = alarmState(condition, file, now);
  if (state !== 'raised' && state !== 'escalated') return 0;
  return 1 + escalations(condition, now).length;
}

/** The alarms that have called more often than was heard. */
export function ringingAlarms<C extends Calling>(alarms: readonly C[], heard: HeardCalls, now: number): C[] {
  return alarms.filter((alarm) => callsOf(alarm, now) > (heard[callKey(alarm)] ?? 0));
}

/** How often each of those that call has called by `now`. */
export function callsNow(alarms: readonly Calling[], now: number): HeardCalls {
  const calling = alarms.map((alarm) => [callKey(alarm), callsOf(alarm, now)] as const);
  return Object.fromEntries(calling.filter(([, calls]) => calls > 0));
}
