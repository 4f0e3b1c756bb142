import type { ReviewOutcome } from '../shared/codes.ts';

/** How the hub has an event: as it came, and what was decided about it since; null: nothing was. */
export interface Standing {
  readonly outcome: 'stored' | 'held';
  readonly review: ReviewOutcome | null;
}

/** Another event under the same id. */
export interface Copy extends Standing {
  /** Whether the same device wrote it. */
  readonly isOwn: boolean;
}

/**
 * Whether the hub uses an event.
 *
 * | came as | decided since        | → |
 * |---------|----------------------|---|
 * | stored  | –                    | yes |
 * | held    | released             | yes |
 * | held    | refused, or nothing  | no |
 */
export function isUsed({ outcome, review }: Standing): boolean {
  return outcome === 'stored' || review === 'released';
}

/**
 * Whether a copy stands in the way of using an event: nothing is used twice. `isByPerson`: somebody who sees whose it is decides, not the hub.
 *
 * | a copy is used | by the same device | a person decides | → |
 * |----------------|--------------------|------------------|---|
 * | no             | –                  | –                | no |
 * | yes            | yes                | –                | yes: it was written anew on the chain that followed |
 * | yes            | no                 | no               | yes |
 * | yes            | no                 | yes              | no: another took its id first, knowing it from what it carried |
 */
export function usesAnother(copies: readonly Copy[], isByPerson: boolean): boolean {
  return copies.some((copy) => isUsed(copy) && (copy.isOwn || !isByPerson));
}
