import { msg, str } from '@lit/localize';
import { civilDateAt, civilTimeAt } from '../../domain/clock/civil-date.ts';
import type { Language } from '../kit/language.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import type { ViolationRow } from '../ports.ts';

/** Between which two moments of the hub's clock a record was certainly made. A date is left out where it is that of `beside`; within one minute seconds are told. */
export function sayBracket(
  { fromAt, toAt }: ViolationRow['bracket'],
  beside: number,
  now: number,
  language: Language,
): string {
  const say = (at: number) =>
    civilDateAt(at) === civilDateAt(beside) ? civilTimeAt(at).slice(0, 5) : formatMoment(at, now, language);
  if (fromAt === null) return msg(str`certainly before ${say(toAt)}`);
  if (say(fromAt) === say(toAt)) return sayMinute(fromAt, toAt);
  return msg(str`certainly between ${say(fromAt)} and ${say(toAt)}`);
}

function sayMinute(fromAt: number, toAt: number): string {
  return msg(str`certainly between ${civilTimeAt(fromAt)} and ${civilTimeAt(toAt)}`);
}
