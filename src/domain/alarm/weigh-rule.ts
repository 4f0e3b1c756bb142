import type { AirState, AlarmRuleBook, LevelRule, Limit, RiseRule } from './alarm-rule-book.ts';
import type { Opening } from './episode.ts';
import type { SampleKey } from './sample.ts';

/** Where one rule stands: since which reading its condition has held, and whether it has held long enough. */
export interface RuleState {
  readonly since: Opening | null;
  readonly isActive: boolean;
}

/** The lowest values of the last minutes that a rise can begin from, oldest first. */
export type Lows = readonly { readonly at: number; readonly value: number }[];

export const restingRule: RuleState = { since: null, isActive: false };

/** One value and how far it is over its usual level, with all a rule may ask about it. */
export interface Weighed {
  readonly sample: SampleKey;
  readonly value: number;
  readonly excess: number;
  readonly air: AirState;
  readonly lows: Lows;
  /** Since the reading of the same quantity before, null for the first. */
  readonly sinceLastMs: number | null;
}

/**
 * What one reading does to a rule.
 *
 * | Active? | Condition holds? | Clear? | Held for `holdMs`? | → |
 * |---------|------------------|--------|--------------------|---|
 * | no      | no               | –      | –                  | rests |
 * | no      | yes              | –      | no                 | waits; after a gap the wait begins anew |
 * | no      | yes              | –      | yes                | active |
 * | yes     | –                | no     | –                  | stays active (dead band) |
 * | yes     | –                | yes    | –                  | rests |
 */
export function weighRule(
  rule: LevelRule | RiseRule,
  state: RuleState,
  weighed: Weighed,
  { gapMs }: Pick<AlarmRuleBook, 'gapMs'>,
): RuleState {
  if (state.isActive) return isClear(rule, weighed) ? restingRule : state;
  if (!holds(rule, weighed)) return restingRule;
  const isBroken = weighed.sinceLastMs !== null && weighed.sinceLastMs > gapMs;
  const since = state.since === null || isBroken ? openingOf(rule, weighed) : state.since;
  return { since, isActive: weighed.sample.at - since.at >= rule.holdMs };
}

/** What an alarm of this rule would open with. */
function openingOf({ quantity }: LevelRule | RiseRule, { sample, value }: Weighed): Opening {
  const { at, gateway, boot, seq } = sample;
  return { at, gateway, boot, seq, name: quantity, value };
}

/** Whether a reading by itself shows what the rule is about. */
export function holds(rule: LevelRule | RiseRule, { excess, air, lows }: Weighed): boolean {
  if (rule.kind === 'level') {
    const { raiseAt } = limitIn(rule, air);
    return raiseAt !== null && reaches(excess, raiseAt);
  }
  if (air.gas !== 'risen' || excess <= rule.clearAt) return false;
  const lowest = lows.reduce((least, { value }) => Math.min(least, value), Number.POSITIVE_INFINITY);
  return reaches(excess - lowest, rule.by);
}

/** The limit for this air. */
export function limitIn({ limits }: LevelRule, air: AirState): Limit {
  for (const limit of limits) if (isFor(limit, air)) return limit;
  return noLimit;
}

const noLimit: Limit = { when: {}, raiseAt: null, clearAt: 0 };

function isFor({ when }: Limit, air: AirState): boolean {
  return (
    (when.gas === undefined || when.gas === air.gas) &&
    (when.isHazy === undefined || when.isHazy === air.isHazy) &&
    (when.isFireWeather === undefined || when.isFireWeather === air.isFireWeather)
  );
}

/** The lows with one more value, of the last `withinMs`. A value after a lower one can begin a rise only once that is too old. */
export function addLow(lows: Lows, at: number, value: number, withinMs: number): Lows {
  const recent = lows.filter((low) => at - low.at <= withinMs && low.value < value);
  return [...recent, { at, value }];
}

function isClear(rule: LevelRule | RiseRule, { excess, air }: Weighed): boolean {
  const clearAt = rule.kind === 'level' ? limitIn(rule, air).clearAt : rule.clearAt;
  return excess <= clearAt + tolerance;
}

/** What a subtraction of decimal fractions may be off by. */
const tolerance = 1e-9;

function reaches(value: number, limit: number): boolean {
  return value >= limit - tolerance;
}
