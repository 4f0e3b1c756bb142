import type { StuckChain } from '../../protocol/pull.ts';
import type { ReviewRows } from '../review-ports.ts';
import type { DeskPicture } from './desk-picture.ts';
import { isInConflict } from './say-case.ts';

/** Chains that wait to be closed. */
export function stuckChains({ chains }: ReviewRows): readonly StuckChain[] {
  return chains.filter(({ closedAt }) => closedAt === null);
}

export function hasStuckChain(reviews: ReviewRows | undefined): boolean {
  return reviews !== undefined && stuckChains(reviews).length > 0;
}

/** How much waits for somebody: conflicts, chains that are stuck, and what is held and not decided. */
export function countToReview({ cases, gateModes, reviews }: DeskPicture): number | undefined {
  if (!reviews) return undefined;
  const conflicts = [...cases.values(), ...gateModes.values()].filter(isInConflict).length;
  return conflicts + stuckChains(reviews).length + reviews.held.filter(({ review }) => review === null).length;
}
