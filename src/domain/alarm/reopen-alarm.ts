import type { AlarmLevel } from '../shared/alarm-codes.ts';
import type { AlarmRule } from '../shared/codes.ts';
import { type AlarmFile, alarmValues } from './alarm-file.ts';

/** What sensors say an alarm is about. */
export interface Shown {
  readonly rule: AlarmRule;
  readonly evidence: readonly AlarmRule[];
  readonly level: AlarmLevel;
}

/**
 * Whether an alarm that a person has closed is open again: a closing covers what was there when it was made, and no more.
 *
 * | Closed by a person? | A rule speaks that did not before? | Confirmed by a neighbour, and was not? | → |
 * |---------------------|------------------------------------|----------------------------------------|---|
 * | no                  | –                                  | –                                      | no: it never was closed |
 * | yes                 | yes                                | –                                      | open again |
 * | yes                 | no                                 | yes                                    | open again |
 * | yes                 | no                                 | no                                     | stays closed |
 */
export function isOpenAgain(file: AlarmFile, before: Shown, now: Shown): boolean {
  return alarmValues(file).closing !== null && hasGrown(before, now);
}

/** Whether there is more to an alarm than there was: a rule speaks that did not before, or a neighbour confirms it. */
export function hasGrown(before: Shown, now: Shown): boolean {
  const known = [before.rule, ...before.evidence];
  const isNew = [now.rule, ...now.evidence].some((rule) => !known.includes(rule));
  return isNew || (now.level === 'confirmed' && before.level !== 'confirmed');
}

/** What people had said of an alarm is past: it asks for somebody as if it had just been raised. Nothing in it disappears. */
export function reopenAlarm({ entries, ...rest }: AlarmFile): AlarmFile {
  return { ...rest, entries: entries.map((entry) => (entry.state === 'stands' ? { ...entry, state: 'past' } : entry)) };
}
