import { civilDateAt, civilTimeAt } from '../../domain/clock/civil-date.ts';

/** `2027-01-15 14:03:09`, Weihai time. */
export function sayMoment(at: number): string {
  return `${civilDateAt(at)} ${civilTimeAt(at)}`;
}
