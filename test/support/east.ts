import type { Fix } from '../../src/domain/shared/fix.ts';
import { aFix } from './builders.ts';
import { positionFrom } from './geodesic-truth.ts';

/**
 * A fix so many metres east of the eastern edge of `aZoneSet`'s forest, 300 m south of its village. The edge is a meridian,
 * so that the distance is exact. Without an accuracy it is placed by hand.
 */
export function east(meters: number, accuracyMeters: number | null = 3): Fix {
  const [lon, lat] = positionFrom([122.02, 37.205], 90, meters);
  return aFix({ lon, lat, accuracyMeters, source: accuracyMeters === null ? 'hand' : 'gps' });
}
