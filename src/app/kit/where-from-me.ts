import { msg, str } from '@lit/localize';
import { currentLanguage } from '../locales/language.ts';
import { formatDistance } from './format-distance.ts';

interface Point {
  readonly lon: number;
  readonly lat: number;
}

const earthRadiusMeters = 6_371_008.8;
const toRadians = (degrees: number) => (degrees * Math.PI) / 180;

/** Great-circle distance in metres (haversine, mean Earth radius): good to half a percent, enough to walk by. */
export function distanceMeters(from: Point, to: Point): number {
  const [dLat, dLon] = [toRadians(to.lat - from.lat), toRadians(to.lon - from.lon)];
  const chord =
    Math.sin(dLat / 2) ** 2 + Math.cos(toRadians(from.lat)) * Math.cos(toRadians(to.lat)) * Math.sin(dLon / 2) ** 2;
  return 2 * earthRadiusMeters * Math.asin(Math.sqrt(chord));
}

/** Which of the eight directions it lies in, 0 north, clockwise. */
export function octantTo(from: Point, to: Point): number {
  const east = (to.lon - from.lon) * Math.cos(toRadians((from.lat + to.lat) / 2));
  const degrees = (Math.atan2(east, to.lat - from.lat) * 180) / Math.PI;
  return Math.round((degrees + 360) / 45) % 8;
}

/** How far and in which direction, as one would say it to somebody setting off. */
export function sayWhereFromMe(from: Point, to: Point): string {
  const octants = [
    () => msg('north'),
    () => msg('north-east'),
    () => msg('east'),
    () => msg('south-east'),
    () => msg('south'),
    () => msg('south-west'),
    () => msg('west'),
    () => msg('north-west'),
  ];
  const distance = formatDistance(distanceMeters(from, to), currentLanguage());
  const direction = octants[octantTo(from, to)]?.() ?? '';
  return msg(str`About ${distance} from you, to the ${direction}`);
}
