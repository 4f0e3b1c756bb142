import { indexOnce } from '../geo/index-once.ts';
import { signedDistance } from '../geo/signed-distance.ts';
import type { Act, Breach } from '../shared/codes.ts';
import type { Fix } from '../shared/fix.ts';
import type { Permit } from './permit.ts';
import { type PermitCover, weighPermit } from './weigh-permit.ts';

/** A permit seen from where somebody stands. */
export interface NearPermit<P extends Permit = Permit> {
  readonly permit: P;
  /** To the edge of its area, negative inside. */
  readonly meters: number;
  readonly cover: PermitCover;
}

/** The permits whose area is within so many metres of a fix, the nearest first, with how far each covers an act there at a moment. */
export function permitsNear<P extends Permit>(
  permits: readonly P[],
  conduct: Act | Breach | null,
  fix: Fix,
  at: number,
  reachMeters: number,
): NearPermit<P>[] {
  return permits
    .map((permit) => ({
      permit,
      meters: signedDistance(indexOnce(permit.area), fix.lon, fix.lat),
      cover: weighPermit(permit, conduct, fix, at),
    }))
    .filter(({ meters }) => meters <= reachMeters)
    .sort((one, other) => one.meters - other.meters);
}
