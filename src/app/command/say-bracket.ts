import { msg, str } from '@lit/localize';
import { civilDateAt, civilTimeAt } from '../../domain/clock/civil-date.ts';
import type { Language } from '../kit/language.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import type { ViolationRow } from '../ports.ts';

/** Between which two moments of the hub's clock a record was certainly made. A date is left out where it is that of `beside`. */
export function sayBracket(
  { fromAt, toAt }: ViolationRow['bracket'],
  beside: number,
  now: number,
  language: Language,
): string {
  const say = (at: number) =>
    civilDateAt(at) === civilDateAt(beside) ? civilTimeAt(at).slice(0, 5) : formatMoment(at, now, language);
  if (fromAt === null) return msg(str`certainly before ${say(toAt)}`);
  return msg(str`certainly between ${say(fromAt)} and ${say(toAt)}`);
}
