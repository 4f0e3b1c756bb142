import type { FixState } from '../ports.ts';

/** As `fixAgeMs` says, now. By itself, because the build would cut the start's code in pieces for a module that pages share with it. */
export function locatedAgoMs(state: FixState): number {
  if (state.kind !== 'fix') return 0;
  return Math.max(0, Date.now() - state.received.wall, performance.now() - state.received.monotonic);
}
