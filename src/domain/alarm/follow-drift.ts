import type { Drift } from './alarm-rule-book.ts';

/** How far a sensor's usual level has wandered from a clean one's, and up to when that is known. */
export interface Wander {
  readonly by: number;
  readonly at: number;
}

const hourMs = 3_600_000;
/** Time that nothing was measured in teaches nothing. */
const longestStepMs = 600_000;

/** The usual level of a quantity: what values are counted from. */
export function usualLevel({ usual, ignored }: Drift, wander: Wander | undefined): number {
  return usual + Math.max(0, (wander?.by ?? 0) - ignored);
}

/**
 * Follows a sensor's slow drift: the level creeps towards quiet values, so slowly that no fire is taken for drift, and never further
 * than `atMost`. `isQuiet` false: something burns or may, nothing is learnt.
 */
export function followDrift(
  drift: Drift,
  wander: Wander | undefined,
  value: number,
  at: number,
  isQuiet: boolean,
): Wander {
  if (!wander) return { by: 0, at };
  if (!isQuiet || value - usualLevel(drift, wander) > drift.quietBelow) return { ...wander, at };
  const hours = Math.min(Math.max(0, at - wander.at), longestStepMs) / hourMs;
  const goal = Math.min(Math.max(0, value - drift.usual), drift.atMost);
  const step = goal > wander.by ? drift.upPerHour * hours : drift.downPerHour * hours;
  const by = goal > wander.by ? Math.min(goal, wander.by + step) : Math.max(goal, wander.by - step);
  return { by, at };
}
