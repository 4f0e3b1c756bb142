import type { Permit } from '../permit/permit.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import { judgeAct } from '../verdict/judge-act.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { ZoneSet } from '../zone/zone-set.ts';
import type { ViolationRecord } from './violation-record.ts';

/**
 * What these documents would say of a record, when that is another kind of verdict than the record's own; null when it is the
 * same. A verdict left open for a doubtful clock stays as it is: no document settles that. The record itself is not touched.
 */
export function judgeAgain(
  { act, fix, happenedAt, verdict }: ViolationRecord,
  rulebooks: readonly Rulebook[],
  packages: readonly ZoneSet[],
  permits: readonly Permit[],
): Verdict | null {
  if (verdict.reason === 'clock') return null;
  const again = judgeAct(act, fix, { kind: 'known', at: happenedAt, skewMs: null }, rulebooks, packages, permits);
  return again.kind === verdict.kind ? null : again;
}
