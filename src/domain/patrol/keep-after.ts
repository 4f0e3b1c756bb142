const nearMs = 2_000;
const farMs = 30_000;
/** Nearer to the edge than this, and twice the accuracy, a crossing may be under way. */
const nearMeters = 150;

/** How long after the last fix that was kept another is worth keeping, in ms: often near the edge of the ban area, seldom far from it. */
export function keepAfterMs(edgeMeters: number | null, accuracyMeters: number): number {
  return edgeMeters !== null && Math.abs(edgeMeters) < nearMeters + 2 * accuracyMeters ? nearMs : farMs;
}
