/** Smoke as a share of the sensor's range, 0–1. Between the two limits nothing changes (dead band). */
export const smokeLimits = { raiseAt: 0.5, clearAt: 0.3 } as const;

export type Weighing = 'raise' | 'clear' | 'keep';

/**
 * What one smoke reading does to the alarm of its sensor.
 *
 * | Raised? | smoke ≥ 0.5 | 0.3 < smoke < 0.5 | smoke ≤ 0.3 |
 * |---------|-------------|-------------------|-------------|
 * | no      | raise       | keep              | keep        |
 * | yes     | keep        | keep              | clear       |
 */
export function weighReading(raised: boolean, smoke: number): Weighing {
  if (!raised && smoke >= smokeLimits.raiseAt) return 'raise';
  if (raised && smoke <= smokeLimits.clearAt) return 'clear';
  return 'keep';
}
