import type { Fix } from '../../domain/shared/fix.ts';

/** A position the phone got longer ago is of where the ranger was. */
const freshMs = 30_000;
/** So long after the first position a better one of the same standing place is still taken. */
const settlingMs = 60_000;
/** So long after a draft was opened its first position is taken unasked; later the ranger may be at home with it. */
const openingMs = 10 * 60_000;

/** What the phone offers: `ageMs` since it got it. */
export interface OfferedFix {
  readonly fix: Fix;
  readonly ageMs: number;
}

/**
 * Which position a draft keeps when the phone offers another: the scene, not where the ranger was before or walked since. `openMs`: how long
 * ago the draft was opened.
 *
 * | Kept so far                        | Offered                                 | Draft opened      | Keeps   |
 * |------------------------------------|-----------------------------------------|-------------------|---------|
 * | any                                | got over 30 s ago                       | –                 | kept    |
 * | by hand                            | –                                       | –                 | kept    |
 * | none                               | fresh                                   | up to 10 min ago  | offered |
 * | none                               | fresh                                   | longer ago        | none    |
 * | by the phone before it was opened  | fresh                                   | up to a min ago   | offered |
 * | by the phone                       | more exact, within a minute of the kept | –                 | offered |
 * | by the phone                       | anything else                           | –                 | kept    |
 */
export function chooseFix(kept: Fix | null, { fix: offered, ageMs }: OfferedFix, openMs: number): Fix | null {
  if (ageMs > freshMs || kept?.source === 'hand') return kept;
  if (kept === null) return openMs <= openingMs ? offered : null;
  const apartMs = offered.takenAt - kept.takenAt;
  const isFromBefore = apartMs + ageMs > openMs;
  if (apartMs > 0 && isFromBefore && openMs <= settlingMs) return offered;
  const isSoon = apartMs > 0 && apartMs <= settlingMs;
  return isSoon && radius(offered) < radius(kept) ? offered : kept;
}

function radius({ accuracyMeters }: Fix): number {
  return accuracyMeters ?? Number.POSITIVE_INFINITY;
}
