import { civilDateAt, civilTimeAt } from '../../domain/clock/civil-date.ts';
import type { Language } from './language.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** A civil date `YYYY-MM-DD` in words. */
export function formatCivilDate(date: string, language: Language): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return language === 'zh' ? `${year}年${month}月${day}日` : `${day} ${months[month - 1]} ${year}`;
}

const weekdays = { zh: '日一二三四五六', en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] } as const;

/** A civil date with its day of the week; null for what is no date. */
export function formatCivilDay(date: string, language: Language): string | null {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(at)) return null;
  const day = weekdays[language][new Date(at).getUTCDay()] ?? '';
  return language === 'zh' ? `${formatCivilDate(date, 'zh')} 星期${day}` : `${day} ${formatCivilDate(date, 'en')}`;
}

/** A moment as Weihai's clocks show it, always with the date; the year is left out when it is `now`'s. */
export function formatMoment(at: number, now: number, language: Language): string {
  const date = formatCivilDate(civilDateAt(at), language);
  const year = civilDateAt(at).slice(0, 4);
  const isThisYear = year === civilDateAt(now).slice(0, 4);
  const short = isThisYear ? date.replace(language === 'zh' ? `${year}年` : ` ${year}`, '') : date;
  return `${short}${language === 'zh' ? ' ' : ', '}${civilTimeAt(at).slice(0, 5)}`;
}

/** The value of a `datetime-local` field for this moment, in Weihai time. */
export function momentToInput(at: number): string {
  return `${civilDateAt(at)}T${civilTimeAt(at).slice(0, 5)}`;
}

/** The moment a `datetime-local` value names in Weihai; null when it is no date. */
export function inputToMoment(value: string): number | null {
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(value) ? Date.parse(`${value.slice(0, 16)}:00+08:00`) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}
