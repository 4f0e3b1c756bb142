import { msg } from '@lit/localize';

/** The eight directions in words, clockwise from north. */
export function directionWords(): readonly string[] {
  return [
    msg('north'),
    msg('north-east'),
    msg('east'),
    msg('south-east'),
    msg('south'),
    msg('south-west'),
    msg('west'),
    msg('north-west'),
  ];
}

/** The nearest of the eight to a bearing, clockwise from north. */
export function sayDirection(bearingDegrees: number): string {
  const octant = ((Math.round(bearingDegrees / 45) % 8) + 8) % 8;
  return directionWords()[octant] ?? '';
}
