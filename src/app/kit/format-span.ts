import type { Language } from './language.ts';

const units = [
  { ms: 86_400_000, zh: '天', en: 'day' },
  { ms: 3_600_000, zh: '小时', en: 'hour' },
  { ms: 60_000, zh: '分钟', en: 'minute' },
  { ms: 1_000, zh: '秒', en: 'second' },
] as const;

/** A length of time in its largest whole unit (days from 48 hours on). Negative counts as nothing. */
export function formatSpan(ms: number, language: Language): string {
  const unit = units.find((each) => ms >= each.ms * (each.en === 'day' ? 2 : 1)) ?? units[3];
  const count = Math.max(0, Math.floor(ms / unit.ms));
  if (language === 'zh') return `${count} ${unit.zh}`;
  return `${count} ${unit.en}${count === 1 ? '' : 's'}`;
}

/** How long ago, as said aloud; under ten seconds, or in the future by a clock's slip, is "just now". */
export function formatAge(ms: number, language: Language): string {
  if (ms < 10_000) return language === 'zh' ? '刚刚' : 'just now';
  return language === 'zh' ? `${formatSpan(ms, 'zh')}前` : `${formatSpan(ms, 'en')} ago`;
}
