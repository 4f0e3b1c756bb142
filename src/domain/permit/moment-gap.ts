import { civilDateAt, civilTimeAt } from '../clock/civil-date.ts';
import type { Permit } from './permit.ts';

const dayMs = 24 * 3_600_000;

/** What of a moment a permit does not cover. */
export type MomentGap = 'withdrawn' | 'dates' | 'hours';

/**
 * Why a moment (epoch ms) lies outside a permit, by Weihai's clock, whatever zone the phone is in; null when it lies in its dates
 * and daily hours and before any withdrawal. Hours over midnight belong to the evening they begin on, and end with the last date
 * at the latest.
 */
export function momentGap({ fromOn, toOn, hours, withdrawnAt = null }: Permit, at: number): MomentGap | null {
  if (withdrawnAt !== null && at >= withdrawnAt) return 'withdrawn';
  const date = civilDateAt(at);
  if (date < fromOn || date > toOn) return 'dates';
  if (hours === null) return null;
  const minute = civilTimeAt(at).slice(0, 5);
  if (hours.from <= hours.to) return hours.from <= minute && minute <= hours.to ? null : 'hours';
  const isOfEvening = hours.from <= minute;
  return isOfEvening || (minute <= hours.to && civilDateAt(at - dayMs) >= fromOn) ? null : 'hours';
}
