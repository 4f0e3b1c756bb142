import type { Language } from './language.ts';

/** Degrees, minutes and whole seconds, as fire reports give a place. */
export function formatPosition(lon: number, lat: number, language: Language): string {
  const [north, south, east, west] = language === 'zh' ? ['北纬', '南纬', '东经', '西经'] : ['N', 'S', 'E', 'W'];
  const [latWord, lonWord] = [lat < 0 ? south : north, lon < 0 ? west : east];
  if (language === 'zh') return `${latWord} ${toSexagesimal(lat)} ${lonWord} ${toSexagesimal(lon)}`;
  return `${toSexagesimal(lat)} ${latWord}, ${toSexagesimal(lon)} ${lonWord}`;
}

function toSexagesimal(degrees: number): string {
  const seconds = Math.round(Math.abs(degrees) * 3600);
  const [whole, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${whole}°${String(minutes).padStart(2, '0')}′${String(rest).padStart(2, '0')}″`;
}
