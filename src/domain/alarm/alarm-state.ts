import type { AlarmLevel, AlarmState, EscalationTarget } from '../shared/alarm-codes.ts';
import type { AlarmStatus } from '../shared/codes.ts';
import { type AlarmFile, alarmValues } from './alarm-file.ts';

/** What an alarm's state depends on besides what people did. Moments are hub times, epoch ms. */
export interface AlarmCondition {
  readonly status: AlarmStatus;
  readonly level: AlarmLevel;
  readonly late: boolean;
  readonly raisedAt: number;
  readonly clearedAt: number | null;
  readonly acknowledgedAt: number | null;
}

/** An alarm of this level that nobody has acknowledged for so long is this one's matter. */
export interface EscalationStep {
  readonly level: AlarmLevel;
  readonly afterMs: number;
  readonly to: EscalationTarget;
}

const minute = 60_000;

/** When nobody answers. Local data in the end; technical alarms wait for the day. */
export const builtInEscalation: readonly EscalationStep[] = [
  { level: 'confirmed', afterMs: 2 * minute, to: 'duty-leader' },
  { level: 'confirmed', afterMs: 5 * minute, to: 'fire-command' },
  { level: 'single', afterMs: 5 * minute, to: 'duty-leader' },
  { level: 'single', afterMs: 15 * minute, to: 'fire-command' },
];

/**
 * Where an alarm stands at `now`. The first line that applies, applies. A closing that covers no more what is there does not stand
 * any longer (`reopenAlarm`).
 *
 * | Question                                          | → |
 * |---------------------------------------------------|---|
 * | Superseded by readings that came later?           | superseded |
 * | Closed by a person, and nothing more since?       | closed |
 * | Has its condition cleared?                        | cleared |
 * | Shelved, and the end not reached?                 | shelved |
 * | Assigned to somebody?                             | assigned |
 * | Acknowledged?                                     | acknowledged |
 * | Unacknowledged for longer than the table allows?  | escalated |
 * | else                                              | raised |
 */
export function alarmState(
  condition: AlarmCondition,
  file: AlarmFile,
  now: number,
  table: readonly EscalationStep[] = builtInEscalation,
): AlarmState {
  const { assignee, shelving, closing } = alarmValues(file);
  if (condition.status === 'superseded') return 'superseded';
  if (closing !== null) return 'closed';
  if (condition.status === 'cleared') return 'cleared';
  if (shelving !== null && shelving.until > now) return 'shelved';
  if (assignee !== null) return 'assigned';
  if (condition.acknowledgedAt !== null) return 'acknowledged';
  return escalations(condition, now, table).length > 0 ? 'escalated' : 'raised';
}

/** To whom an alarm went up and when, in order, by time without acknowledgement alone. Late ones stay where they are. */
export function escalations(
  { level, late, raisedAt, clearedAt, acknowledgedAt }: AlarmCondition,
  now: number,
  table: readonly EscalationStep[] = builtInEscalation,
): readonly { readonly at: number; readonly to: EscalationTarget }[] {
  if (late) return [];
  const until = Math.min(now, clearedAt ?? Infinity, acknowledgedAt ?? Infinity);
  return table
    .filter((step) => step.level === level && raisedAt + step.afterMs <= until)
    .map(({ afterMs, to }) => ({ at: raisedAt + afterMs, to }))
    .toSorted((one, other) => one.at - other.at);
}
