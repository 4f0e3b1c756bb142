import type { Later } from './push-step.ts';
import type { RoundState } from './round-step.ts';

/** What stands in the way at a hub that answers. */
export type Obstacle = 'hub-full' | 'hub-fails' | 'hub-busy' | 'unknown-device' | 'no-grant';

/** The more it keeps from the hub, the earlier it is told. */
const gravestFirst: readonly Obstacle[] = ['unknown-device', 'hub-full', 'hub-fails', 'hub-busy', 'no-grant'];

/** The gravest obstacle of a round, from hints that nobody signed: to be shown, and nothing else follows from it. Null: there is none. */
export function obstacleOf({ pushed, sent, carried, pulled }: Omit<RoundState, 'wanted' | 'isDesk' | 'hasTakenBack'>) {
  const ofChain = pushed?.kind === 'later' && pushed.code === 'not-found' ? ('unknown-device' as const) : null;
  const ends = [pushed, sent, carried, pulled].filter((end) => end?.kind === 'later');
  const met = new Set([ofChain, ...ends.map((end) => nameObstacle(end))]);
  return gravestFirst.find((obstacle) => met.has(obstacle)) ?? null;
}

/**
 * What a refusal means to whoever waits for it.
 *
 * | answered at all | code           | status       | → |
 * |-----------------|----------------|--------------|---|
 * | no              | –              | –            | none: the line |
 * | yes             | unknown-device | –            | unknown-device |
 * | yes             | not-allowed    | –            | no-grant |
 * | yes             | any other      | 507          | hub-full |
 * | yes             | any other      | 429          | hub-busy |
 * | yes             | any other      | 500 and more | hub-fails |
 * | yes             | any other      | any other    | none |
 */
export function nameObstacle({ because, code, status }: Omit<Later, 'kind'>): Obstacle | null {
  if (because !== 'problem') return null;
  if (code === 'unknown-device') return 'unknown-device';
  if (code === 'not-allowed') return 'no-grant';
  if (status === 507) return 'hub-full';
  if (status === 429) return 'hub-busy';
  return status !== null && status >= 500 ? 'hub-fails' : null;
}
