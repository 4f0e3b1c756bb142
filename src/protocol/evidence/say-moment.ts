import { civilDateAt, civilTimeAt } from '../../domain/clock/civil-date.ts';

const [firstYear, lastYear] = [Date.parse('0001-01-01T00:00:00Z'), Date.parse('9999-12-31T00:00:00Z')];

/** `2027-01-15 14:03:09`, Weihai time; the number itself of what lies outside the years 1 to 9999, whoever may have said it. */
export function sayMoment(at: number): string {
  if (!(at >= firstYear && at <= lastYear)) return String(at);
  return `${civilDateAt(at)} ${civilTimeAt(at)}`;
}
