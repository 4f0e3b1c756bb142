import { civilDateAt, civilTimeAt } from '../clock/civil-date.ts';
import type { Permit } from './permit.ts';

const dayMs = 24 * 3_600_000;

/**
 * Whether a moment (epoch ms) lies in a permit's dates and daily hours by Weihai's clock, whatever zone the phone is in. Hours
 * over midnight belong to the evening they begin on, and end with the last date at the latest.
 */
export function coversMoment({ fromOn, toOn, hours }: Permit, at: number): boolean {
  const date = civilDateAt(at);
  if (date < fromOn || date > toOn) return false;
  if (hours === null) return true;
  const minute = civilTimeAt(at).slice(0, 5);
  if (hours.from <= hours.to) return hours.from <= minute && minute <= hours.to;
  return hours.from <= minute || (minute <= hours.to && civilDateAt(at - dayMs) >= fromOn);
}
