import { emptyAlarmFile } from '../../domain/alarm/alarm-file.ts';
import { isOpenAgain, reopenAlarm } from '../../domain/alarm/reopen-alarm.ts';
import type { OpenedAlarm } from './alarm-rows.ts';

/** An alarm after readings changed it: raised anew, in nobody's hands, when it was closed and there is more to it now than there was. */
export function openAgain(before: OpenedAlarm, after: OpenedAlarm, now: number): OpenedAlarm {
  const file = after.file ?? emptyAlarmFile;
  if (!isOpenAgain(file, before, after)) return after;
  const unseen = { acknowledged_at: null, acknowledged_by: null, acknowledged_event: null };
  return { ...after, ...unseen, file: reopenAlarm(file), raised_at: now };
}
