import type { AlarmFile } from './alarm-file.ts';
import { type AlarmCondition, alarmState, escalations } from './alarm-state.ts';

/** An alarm as far as calling somebody goes. */
export interface Calling extends AlarmCondition {
  readonly id: string;
  readonly file: AlarmFile;
  /** The alarm that has taken its place, because readings came late. */
  readonly supersededBy?: string | null;
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
 * | yes                   | yes             | yes                | once raised, once more each time it went up or its shelving came to an end |
 * | else                  |                 |                    | 0     |
 */
export function callsOf({ id: _id, file, ...condition }: Calling, now: number): number {
  if (condition.level === 'technical' || condition.late) return 0;
  const state = alarmState(condition, file, now);
  if (state !== 'raised' && state !== 'escalated') return 0;
  return 1 + escalations(condition, now).length + endedShelvings(file, condition.raisedAt, now);
}

/** How many of an alarm's calls were heard, also while another bore them that it has taken the place of. */
export function heardOf<C extends Calling>(alarm: C, alarms: readonly C[], heard: HeardCalls): number {
  const told = new Set([alarm]);
  for (const one of told) {
    for (const before of alarms) {
      if (before.supersededBy === one.id && before.raisedAt === alarm.raisedAt) told.add(before);
    }
  }
  return Math.max(...[...told].map((one) => heard[callKey(one)] ?? 0));
}

/** The alarms that have called more often than was heard. */
export function ringingAlarms<C extends Calling>(alarms: readonly C[], heard: HeardCalls, now: number): C[] {
  return alarms.filter((alarm) => {
    const calls = callsOf(alarm, now);
    return calls > 0 && calls > heardOf(alarm, alarms, heard);
  });
}

/** How often each of those that call has called by `now`. */
export function callsNow(alarms: readonly Calling[], now: number): HeardCalls {
  const calling = alarms.map((alarm) => [callKey(alarm), callsOf(alarm, now)] as const);
  return Object.fromEntries(calling.filter(([, calls]) => calls > 0));
}

/** Shelvings since it was raised that ran out; one that somebody ended or changed before does not. */
function endedShelvings({ entries }: AlarmFile, raisedAt: number, now: number): number {
  const said = entries.filter(({ field, state }) => field === 'shelving' && (state === 'stands' || state === 'past'));
  return said.filter((entry, index) => {
    if (entry.field !== 'shelving' || entry.value === null || entry.toAt < raisedAt) return false;
    return entry.value.until <= Math.min(now, said[index + 1]?.toAt ?? Infinity);
  }).length;
}
