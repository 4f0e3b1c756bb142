import type { EdgeIndex } from '../../../domain/geo/edge-index.ts';
import { signedDistance } from '../../../domain/geo/signed-distance.ts';
import type { ZoneLayer } from '../../../domain/shared/codes.ts';

/** A zone of a rulebook as it is drawn: base layers and their belt, less the exclusions. */
export interface DrawnZone {
  readonly id: string;
  readonly base: readonly ZoneLayer[];
  readonly beltMeters: number;
  readonly exclusions: readonly ZoneLayer[];
}

/** Metres beyond the belt within which distances are measured out. */
export const measuredMeters = 50;

/** Signed metres from a place to the zone's exact edge, negative inside: as `locateInZone` judges. Infinity where it is farther outside than anybody asks. */
export function metersToZone(
  { base, beltMeters, exclusions }: DrawnZone,
  layers: ReadonlyMap<ZoneLayer, EdgeIndex>,
  lon: number,
  lat: number,
): number {
  const distances = (names: readonly ZoneLayer[], reach: number) =>
    names.flatMap((name) => {
      const index = layers.get(name);
      return index ? [signedDistance(index, lon, lat, reach)] : [];
    });
  const toBase = Math.min(Infinity, ...distances(base, beltMeters + measuredMeters));
  const toExclusion = Math.min(Infinity, ...distances(exclusions, beltMeters + measuredMeters));
  return Math.max(toBase - beltMeters, -toExclusion);
}
