import { msg, str } from '@lit/localize';
import { formatAge } from '../kit/format-span.ts';
import type { Language } from '../kit/language.ts';
import { formatMoment } from '../kit/weihai-time.ts';

/** A moment as Weihai's clocks show it, with how long ago it was. */
export function sayMoment(at: number, now: number, language: Language): string {
  const [moment, age] = [formatMoment(at, now, language), formatAge(now - at, language)];
  return msg(str`${moment} (${age})`);
}
