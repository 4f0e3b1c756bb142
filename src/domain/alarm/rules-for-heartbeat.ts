import type { AlarmRuleBook } from './alarm-rule-book.ts';

/**
 * The rules for a sensor that promises a word every `heartbeatMs`: one that measures rarely leaves longer intervals between its readings
 * without any loss. A rise within minutes it cannot show; smoke that has risen so far lasts at its next reading.
 */
export function rulesForHeartbeat(book: AlarmRuleBook, heartbeatMs: number): AlarmRuleBook {
  const gapMs = Math.max(book.gapMs, book.gapHeartbeats * heartbeatMs);
  return gapMs === book.gapMs ? book : { ...book, gapMs };
}
