import { msg, str } from '@lit/localize';
import { formatSpan } from '../kit/format-span.ts';
import { currentLanguage } from '../locales/language.ts';

/** By so much the moment of a position may differ from that of the matter without being told. */
const apartMs = 60_000;

/** How long before or after the time stated the phone took its position, both by the phone; empty when it is of the same minute. */
export function sayFixAge(takenAt: number, statedAt: number): string {
  const span = formatSpan(Math.abs(takenAt - statedAt), currentLanguage());
  if (Math.abs(takenAt - statedAt) <= apartMs) return '';
  return takenAt < statedAt
    ? msg(str`taken ${span} before the time stated`)
    : msg(str`taken ${span} after the time stated`);
}
