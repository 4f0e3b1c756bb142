import type { ClockSurroundings } from './device-clock.ts';

/** The real clocks of this document. */
export function browserClockSurroundings(builtAt: number): ClockSurroundings {
  return {
    wallNow: () => Date.now(),
    monotonicNow: () => performance.now(),
    boot: crypto.randomUUID?.() ?? `${Math.random()}`.slice(2),
    builtAt,
  };
}
