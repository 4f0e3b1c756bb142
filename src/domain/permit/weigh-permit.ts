import { indexOnce } from '../geo/index-once.ts';
import { signedDistance } from '../geo/signed-distance.ts';
import type { Act, Breach } from '../shared/codes.ts';
import type { Fix } from '../shared/fix.ts';
import { errorRadiusMeters } from '../zone/error-radius.ts';
import { type MomentGap, momentGap } from './moment-gap.ts';
import type { Permit } from './permit.ts';

/** Why a permit does not cover what was asked: another act, another time, another place. */
export type PermitGap = 'acts' | MomentGap | 'area';

/** How far a permit covers: `missingMeters` is what the position lacks to be certain. */
export type PermitCover =
  | { readonly kind: 'covers' }
  | { readonly kind: 'unsure'; readonly missingMeters: number }
  | { readonly kind: 'no'; readonly because: PermitGap };

/** Whether a permit covers an act at a place and moment: the whole error circle must lie in its area. No permit covers "any fire". */
export function weighPermit(permit: Permit, conduct: Act | Breach | null, fix: Fix, at: number): PermitCover {
  if (!coversConduct(permit, conduct)) return { kind: 'no', because: 'acts' };
  const gap = momentGap(permit, at);
  if (gap !== null) return { kind: 'no', because: gap };
  const radius = errorRadiusMeters(fix);
  const meters = signedDistance(indexOnce(permit.area), fix.lon, fix.lat);
  if (meters + radius <= 0) return { kind: 'covers' };
  return meters - radius > 0
    ? { kind: 'no', because: 'area' }
    : { kind: 'unsure', missingMeters: radius - Math.abs(meters) };
}

/** Going in is covered by a permit to go in; of the other breaches none can be permitted. */
function coversConduct({ acts, purpose }: Permit, conduct: Act | Breach | null): boolean {
  return conduct === 'entering-unapproved' ? purpose === 'entry' : acts.some((act) => act === conduct);
}
