import { emptyAlarmFile } from '../../domain/alarm/alarm-file.ts';
import { builtInAlarmRules } from '../../domain/alarm/built-in-alarm-rules.ts';
import { hasGrown, isOpenAgain, type News, reopenAlarm } from '../../domain/alarm/reopen-alarm.ts';
import type { OpenedAlarm } from './alarm-rows.ts';

/**
 * An alarm after readings changed it: it remembers at which version it grew or was raised once more, so that whoever had not seen that
 * closes nothing; and it is raised anew, in nobody's hands, when it was closed or shelved and there is more to it than was there then.
 */
export function openAgain(before: OpenedAlarm, after: OpenedAlarm, news: News): OpenedAlarm {
  const file = after.file ?? emptyAlarmFile;
  const isReopened = isOpenAgain(file, before, after, news, builtInAlarmRules);
  const isRaisedAgain = before.status === 'cleared' && after.status === 'raised';
  if (!isReopened && !isRaisedAgain && !hasGrown(before, after)) return after;
  const version = isReopened ? Math.max(after.version, before.version + 1) : after.version;
  const grown = { ...after, version, file: { ...file, grown: version } };
  return isReopened ? { ...inNobodysHands(grown), raised_at: news.now } : grown;
}

/** What people did about an alarm is past. */
export function inNobodysHands(alarm: OpenedAlarm): OpenedAlarm {
  const unseen = { acknowledged_at: null, acknowledged_by: null, acknowledged_event: null };
  return { ...alarm, ...unseen, file: alarm.file && reopenAlarm(alarm.file) };
}
