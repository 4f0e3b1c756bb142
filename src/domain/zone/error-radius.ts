import type { Fix } from '../shared/fix.ts';

/** No position is taken to be better than this, placed by hand or located. */
const leastRadiusMeters = 5;
/** The web calls `accuracy` a 95 % radius, Android fills in 68 %: this makes 95 % of the latter. */
const androidShare = 1.62;

/**
 * Radius in metres of the circle the true position is taken to lie in: max(5, 1.62·accuracy). A place put by hand has none
 * given and is as good as the map; a located one without a usable accuracy may be anywhere (Infinity).
 */
export function errorRadiusMeters({ accuracyMeters, source }: Fix): number {
  if (accuracyMeters === null) return source === 'hand' ? leastRadiusMeters : Infinity;
  return accuracyMeters >= 0 ? Math.max(leastRadiusMeters, androidShare * accuracyMeters) : Infinity;
}

/** The accuracy whose error circle has this radius, where it is not below the least. */
export function accuracyOfRadius(meters: number): number {
  return meters / androidShare;
}
