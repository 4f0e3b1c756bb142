import type { PositionRow } from '../ports.ts';

/** A ranger not heard of for longer is shown as out of contact. */
export const staleAfterMs = 10 * 60_000;

/** How old a position is: from when it was taken, or received if the phone's clock runs ahead of the hub's. Never negative. */
export function positionAge({ takenAt, receivedAt }: PositionRow, now: number): number {
  return Math.max(0, now - Math.min(takenAt, receivedAt));
}

export function isPositionStale(position: PositionRow, now: number): boolean {
  return positionAge(position, now) > staleAfterMs;
}

/** Rangers out of contact first, the longest missing on top; then the others, newest first. */
export function orderPositions(positions: readonly PositionRow[], now: number): readonly PositionRow[] {
  return positions.toSorted((a, b) => {
    const [aStale, bStale] = [isPositionStale(a, now), isPositionStale(b, now)];
    if (aStale !== bStale) return aStale ? -1 : 1;
    const older = positionAge(b, now) - positionAge(a, now);
    return aStale ? older : -older;
  });
}
