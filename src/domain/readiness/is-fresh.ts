import type { Now } from '../verdict/verdict.ts';

const dayMs = 24 * 3_600_000;
/** Clocks of hub and phone may differ by so much. */
const slipMs = 2 * 60_000;

/** True when it was at most a day ago by a clock that can be believed; never when it lies ahead. */
export function isFresh(at: number, now: Now): boolean {
  const ageMs = now.at - at;
  return now.kind === 'known' && ageMs >= -slipMs && ageMs <= dayMs;
}
