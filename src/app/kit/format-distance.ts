import type { Language } from './language.ts';

/** Whole metres as a person says them: to the metre under 20, to 5 m under 100, to 10 m under a kilometre, then kilometres. The sign is dropped. */
export function formatDistance(meters: number, language: Language): string {
  const length = Math.abs(meters);
  const [meter, kilometer] = language === 'zh' ? ['米', '公里'] : ['m', 'km'];
  if (length < 1) return language === 'zh' ? '不到 1 米' : 'less than 1 m';
  if (length < 19.5) return `${Math.round(length)} ${meter}`;
  if (length < 97.5) return `${Math.round(length / 5) * 5} ${meter}`;
  if (length < 995) return `${Math.round(length / 10) * 10} ${meter}`;
  const kilometers = length / 1000;
  return `${kilometers < 9.95 ? kilometers.toFixed(1) : Math.round(kilometers)} ${kilometer}`;
}
