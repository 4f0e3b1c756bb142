import { msg, str } from '@lit/localize';
import { civilDateAt, civilTimeAt } from '../../domain/clock/civil-date.ts';
import type { Language } from '../kit/language.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import type { ViolationRow } from '../ports.ts';

/** Between which two moments of the hub's clock a record was certainly made, or that they contradict each other. A date is left out where it is that of `beside`; within one minute seconds are told. */
export function sayBracket(
  { fromAt, toAt }: ViolationRow['bracket'],
  beside: number,
  now: number,
  language: Language,
): string {
  const besideOn = Number.isNaN(beside) ? '' : civilDateAt(beside);
  const say = (at: number) =>
    civilDateAt(at) === besideOn ? civilTimeAt(at).slice(0, 5) : formatMoment(at, now, language);
  if (fromAt === null) return msg(str`certainly before ${say(toAt)}`);
  if (fromAt > toAt)
    return msg(str`the hub’s times contradict each other: ${say(fromAt)} when written, ${say(toAt)} when received`);
  if (say(fromAt) === say(toAt)) return sayMinute(fromAt, toAt);
  return msg(str`certainly between ${say(fromAt)} and ${say(toAt)}`);
}

/** The same for something said about a record: when it was certainly written, by the hub's clock. */
export function sayBetween(
  { fromAt, toAt }: { readonly fromAt: number | null; readonly toAt: number | null },
  now: number,
  language: Language,
): string {
  return toAt === null ? msg('not received yet') : sayBracket({ fromAt, toAt }, Number.NaN, now, language);
}

function sayMinute(fromAt: number, toAt: number): string {
  return msg(str`certainly between ${civilTimeAt(fromAt)} and ${civilTimeAt(toAt)}`);
}
