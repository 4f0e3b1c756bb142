import type { FeatureCollection } from 'geojson';
import { formatDistance } from '../kit/format-distance.ts';
import { formatPosition } from '../kit/format-position.ts';
import type { Language } from '../kit/language.ts';
import { nearestPlace } from './nearest-place.ts';

const directions = {
  zh: ['北', '东北', '东', '东南', '南', '西南', '西', '西北'],
  en: ['north', 'north-east', 'east', 'south-east', 'south', 'south-west', 'west', 'north-west'],
} as const;

/** A point in the words of the duty room: "里口山东北 1.2 公里"; its coordinates where no named place is near. */
export function sayPlace(
  point: { readonly lon: number; readonly lat: number },
  places: FeatureCollection | null,
  language: Language,
): string {
  const near = places && nearestPlace(point, places);
  if (!near) return formatPosition(point.lon, point.lat, language);
  const name = near[language];
  const direction = directions[language][near.direction];
  const distance = formatDistance(near.meters, language);
  return language === 'zh' ? `${name}${direction} ${distance}` : `${distance} ${direction} of ${name}`;
}
