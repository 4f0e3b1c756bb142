import { civilDateAt, civilTimeAt } from '../clock/civil-date.ts';
import type { Permit } from './permit.ts';

/** Whether a moment (epoch ms) lies in a permit's dates and daily hours by Weihai's clock, whatever zone the phone is in. */
export function coversMoment({ fromOn, toOn, hours }: Permit, at: number): boolean {
  const date = civilDateAt(at);
  if (date < fromOn || date > toOn) return false;
  if (hours === null) return true;
  const minute = civilTimeAt(at).slice(0, 5);
  const [isBegun, isNotOver] = [hours.from <= minute, minute <= hours.to];
  return hours.from <= hours.to ? isBegun && isNotOver : isBegun || isNotOver;
}
