import type { Language } from './language.ts';

const offsetMs = 8 * 3_600_000;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const two = (value: number) => String(value).padStart(2, '0');

/** The civil date and time in Weihai (UTC+8, no summer time), wherever the phone's own zone is. */
function weihaiParts(at: number) {
  const shifted = new Date(at + offsetMs);
  const [year, month, day] = [shifted.getUTCFullYear(), shifted.getUTCMonth() + 1, shifted.getUTCDate()];
  return { year, month, day, time: `${two(shifted.getUTCHours())}:${two(shifted.getUTCMinutes())}` };
}

/** A civil date `YYYY-MM-DD` in words. */
export function formatCivilDate(date: string, language: Language): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return language === 'zh' ? `${year}年${month}月${day}日` : `${day} ${months[month - 1]} ${year}`;
}

/** A moment as Weihai's clocks show it, always with the date; the year is left out when it is `now`'s. */
export function formatMoment(at: number, now: number, language: Language): string {
  const { year, month, day, time } = weihaiParts(at);
  const withYear = year !== weihaiParts(now).year;
  if (language === 'zh') return `${withYear ? `${year}年` : ''}${month}月${day}日 ${time}`;
  return `${day} ${months[month - 1]}${withYear ? ` ${year}` : ''}, ${time}`;
}

/** The value of a `datetime-local` field for this moment, in Weihai time. */
export function momentToInput(at: number): string {
  const { year, month, day, time } = weihaiParts(at);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${time}`;
}

/** The moment a `datetime-local` value names in Weihai; null when it is no date. */
export function inputToMoment(value: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/.exec(value);
  if (!match) return null;
  const [year, month, day, hour, minute] = match.slice(1).map(Number) as [number, number, number, number, number];
  return Date.UTC(year, month - 1, day, hour, minute) - offsetMs;
}
