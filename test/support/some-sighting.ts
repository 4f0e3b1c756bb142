import type { SightingBody } from '../../src/protocol/sighting.ts';
import { fivePlaces } from './five-places.ts';

const { lon, lat } = fivePlaces.deepInForest;

/** Smoke deep in the demonstration's forest, seen by a ranger at 9:55 on 15 January 2027. */
export function aSightingBody(changes: Partial<SightingBody> = {}): SightingBody {
  const seenAt = Date.parse('2027-01-15T09:55:00+08:00');
  const fix = { lon, lat, accuracyMeters: 12, takenAt: seenAt, source: 'gps' } as const;
  return { source: 'ranger', sign: 'smoke', size: 'spot', fix, aim: null, seenAt, ...changes };
}
