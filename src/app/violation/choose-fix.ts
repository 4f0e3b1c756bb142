import type { Fix } from '../../domain/shared/fix.ts';

/** So long after the first position a better one of the same standing place is still taken. */
const settlingMs = 60_000;

/**
 * Which position a draft keeps when the phone offers another: the scene, not where the ranger walked since.
 *
 * | Kept so far  | Offered                                   | Keeps   |
 * |--------------|-------------------------------------------|---------|
 * | none         | any                                       | offered |
 * | by hand      | any                                       | kept    |
 * | by the phone | more exact, within a minute of the kept   | offered |
 * | by the phone | anything else                             | kept    |
 */
export function chooseFix(kept: Fix | null, offered: Fix): Fix {
  if (kept === null) return offered;
  if (kept.source === 'hand') return kept;
  const isSoon = offered.takenAt > kept.takenAt && offered.takenAt - kept.takenAt <= settlingMs;
  return isSoon && radius(offered) < radius(kept) ? offered : kept;
}

function radius({ accuracyMeters }: Fix): number {
  return accuracyMeters ?? Number.POSITIVE_INFINITY;
}
