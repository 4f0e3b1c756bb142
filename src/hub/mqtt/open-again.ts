import { emptyAlarmFile } from '../../domain/alarm/alarm-file.ts';
import { hasGrown, isOpenAgain, reopenAlarm } from '../../domain/alarm/reopen-alarm.ts';
import type { OpenedAlarm } from './alarm-rows.ts';

/**
 * An alarm after readings changed it: it remembers at which version it grew or was raised once more, so that whoever had not seen that
 * closes nothing; and it is raised anew, in nobody's hands, when it was closed and there is more to it now than there was.
 */
export function openAgain(before: OpenedAlarm, after: OpenedAlarm, now: number): OpenedAlarm {
  const isRaisedAgain = before.status === 'cleared' && after.status === 'raised';
  if (!isRaisedAgain && !hasGrown(before, after)) return after;
  const file = { ...(after.file ?? emptyAlarmFile), grown: after.version };
  if (!isOpenAgain(file, before, after)) return { ...after, file };
  const unseen = { acknowledged_at: null, acknowledged_by: null, acknowledged_event: null };
  return { ...after, ...unseen, file: reopenAlarm(file), raised_at: now };
}
