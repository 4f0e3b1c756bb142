import { setImmediate } from 'node:timers/promises';

/** One long piece of work: how far it is, and a place to stop it. */
export interface Work {
  /** Says what is being done now. */
  begin(what: string): void;
  /** Tells how much is done; lets signals in now and then. Rejects with the signal's reason once it is aborted. */
  step(done: number, of: number): Promise<void>;
}

export type Show = (what: string, done: number, of: number) => void;

/** So long the processor is kept without looking up. */
const breathMs = 40;

export function workUnder(signal: AbortSignal, show: Show): Work {
  let [what, breathedAt] = ['', 0];
  return {
    begin: (next) => {
      what = next;
      show(what, 0, 0);
    },
    step: async (done, of) => {
      signal.throwIfAborted();
      const now = performance.now();
      if (now - breathedAt < breathMs) return;
      show(what, done, of);
      await setImmediate();
      breathedAt = performance.now();
      signal.throwIfAborted();
    },
  };
}
