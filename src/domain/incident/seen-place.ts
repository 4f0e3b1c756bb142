import { localMetricAt } from '../geo/local-metric.ts';
import type { Fix } from '../shared/fix.ts';
import { errorRadiusMeters } from '../zone/error-radius.ts';
import type { MemberPlace } from './incident.ts';

/** Where somebody points, and how far off it seems. */
export interface Aim {
  /** Clockwise from north. */
  readonly bearingDegrees: number;
  readonly distanceMeters: number;
}

/** By eye a distance is good to a third, a bearing to a sixteenth of the circle. */
const distanceShare = 1 / 3;
const bearingShare = Math.sin((22.5 / 2 / 180) * Math.PI);
/** No position at all is this bad on a map that shows a district. */
const mostRadiusMeters = 10_000;

/** Where what was seen may be: at the fix itself, or as far from it as was said in that direction, as exact as eyes are. */
export function seenPlace(fix: Fix, aim: Aim | null): MemberPlace {
  const here = { lon: fix.lon, lat: fix.lat, radiusMeters: Math.min(mostRadiusMeters, errorRadiusMeters(fix)) };
  if (!aim) return here;
  const { kx, ky } = localMetricAt(fix.lon, fix.lat);
  const turn = (aim.bearingDegrees / 180) * Math.PI;
  const lon = fix.lon + (Math.sin(turn) * aim.distanceMeters) / kx;
  const lat = fix.lat + (Math.cos(turn) * aim.distanceMeters) / ky;
  const off = aim.distanceMeters * Math.max(distanceShare, bearingShare);
  return { lon, lat, radiusMeters: Math.min(mostRadiusMeters, here.radiusMeters + off) };
}
