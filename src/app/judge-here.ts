import type { Act, Breach } from '../domain/shared/codes.ts';
import type { Fix } from '../domain/shared/fix.ts';
import { judgeAct } from '../domain/verdict/judge-act.ts';
import type { Now, Verdict } from '../domain/verdict/verdict.ts';
import type { ActivePackages } from './package-ports.ts';

/** What everything in use on this device says of an act or breach; for null, of any outdoor fire. */
export function judgeHere(
  conduct: Act | Breach | null,
  fix: Fix | null,
  now: Now,
  { rulebooks, zones, permits }: ActivePackages,
): Verdict {
  const books = rulebooks.map(({ rulebook }) => rulebook);
  const sets = zones.map((each) => each.zones);
  return judgeAct(conduct, fix, now, books, sets, permits);
}
