import { judgeDevice } from './judge-device.ts';
import { judgePackages } from './judge-packages.ts';
import type { Readiness, ReadinessFacts } from './readiness.ts';

/**
 * Whether a ranger may leave: one verdict over eight lines, in the order in which they are shown.
 *
 * | Lines                          | Verdict   |
 * |--------------------------------|-----------|
 * | all ready                      | ready     |
 * | any not ready, or not known    | not ready |
 */
export function judgeReadiness(facts: ReadinessFacts): Readiness {
  const lines = [...judgePackages(facts), ...judgeDevice(facts)];
  return { lines, isReady: lines.every(({ state }) => state === 'ready') };
}
