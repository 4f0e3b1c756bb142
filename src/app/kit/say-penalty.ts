import { msg, str } from '@lit/localize';
import type { Penalty, YuanRange } from '../../domain/legal/legal-texts.ts';
import { sayTerm } from '../locales/language.ts';

/** One scale of fines in words: condition, warning, person, unit. */
export function sayPenalty({ when, warning, person, unit }: Penalty): string {
  const scale = msg(str`person ${sayYuan(person)}, unit ${sayYuan(unit)} yuan`);
  const withWarning = warning ? msg(str`warning; ${scale}`) : scale;
  return when === null ? withWarning : msg(str`${sayTerm(when)}: ${withWarning}`);
}

function sayYuan(range: YuanRange | null): string {
  return range === null ? '–' : `${range.from.toLocaleString('en')}–${range.to.toLocaleString('en')}`;
}
