import type { AlarmLevel } from '../shared/alarm-codes.ts';
import type { AlarmRule } from '../shared/codes.ts';
import { type AlarmFile, alarmEntry, alarmValues, type Covered } from './alarm-file.ts';
import type { AlarmRuleBook } from './alarm-rule-book.ts';
import type { Sample } from './sample.ts';

/** What sensors say an alarm is about. */
export interface Shown {
  readonly rule: AlarmRule;
  readonly evidence: readonly AlarmRule[];
  readonly level: AlarmLevel;
}

/** What has come of an alarm's sensor by `now`, epoch ms by the hub. */
export interface News {
  readonly now: number;
  /** When, by measured time, a rule last began to speak by a live reading; null: none. */
  readonly begunAt: number | null;
  /** Live samples of a stretch that lasts. */
  readonly live: readonly Pick<Sample, 'at' | 'values'>[];
}

type Covering = Pick<AlarmRuleBook, 'covering'>;

/**
 * Whether an alarm that a person has closed or shelved is open again: both cover what was there when they were said, and no more. The
 * first line that applies, applies; only live readings say what the last four ask.
 *
 * | Question                                                       | → |
 * |----------------------------------------------------------------|---|
 * | Neither closed nor shelved at `now`?                           | no: it is open |
 * | Does a rule speak that did not before?                         | open again |
 * | Confirmed by a neighbour, and was not?                         | open again |
 * | Had it cleared when that was said, and is it there again?      | open again |
 * | Has a rule begun to speak anew since?                          | open again |
 * | Is a value higher by `growth` than all that was covered?       | open again |
 * | Closed longer than `standsMs` ago, and still there?            | open again |
 * | else                                                           | stays as it is |
 */
export function isOpenAgain(file: AlarmFile, before: Shown, after: Shown, news: News, { covering }: Covering): boolean {
  const { closing, shelving } = alarmValues(file);
  if (closing === null && (shelving === null || shelving.until <= news.now)) return false;
  if (isConfirmed(before, after) || (isOther(before, after) && (closing !== null || news.live.length > 0))) return true;
  const { covered } = file;
  if (covered?.wasOver && news.live.length > 0) return true;
  if (covered && (isBegunAnew(news, covered) || isHigher(news, covered, covering.growth))) return true;
  return closing !== null && isOutlived(file, news, covering.standsMs);
}

/** Whether there is more to an alarm than there was: a rule speaks that did not before, or a neighbour confirms it. */
export function hasGrown(before: Shown, after: Shown): boolean {
  return isOther(before, after) || isConfirmed(before, after);
}

/** What people had said of an alarm is past: it asks for somebody as if it had just been raised. Nothing in it disappears. */
export function reopenAlarm({ entries, covered: _covered, ...rest }: AlarmFile): AlarmFile {
  return { ...rest, entries: entries.map((entry) => (entry.state === 'stands' ? { ...entry, state: 'past' } : entry)) };
}

function isOther(before: Shown, after: Shown): boolean {
  const known = [before.rule, ...before.evidence];
  return [after.rule, ...after.evidence].some((rule) => !known.includes(rule));
}

function isConfirmed(before: Shown, after: Shown): boolean {
  return after.level === 'confirmed' && before.level !== 'confirmed';
}

function isBegunAnew({ begunAt }: News, { upTo }: Covered): boolean {
  return begunAt !== null && upTo !== null && begunAt > upTo;
}

function isOutlived(file: AlarmFile, { live, now }: News, standsMs: number): boolean {
  return live.length > 0 && now - (alarmEntry(file, 'closing')?.toAt ?? now) >= standsMs;
}

function isHigher({ live }: News, covered: Covered, growth: { readonly smoke: number; readonly co: number }): boolean {
  return (['smoke', 'co'] as const).some((name) => {
    const before = covered[name];
    return before !== null && live.some(({ values }) => (values[name] ?? 0) - before >= growth[name] - 1e-9);
  });
}
