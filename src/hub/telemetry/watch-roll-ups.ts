import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, HubClock } from '../ports.ts';
import { rollUpDue } from './roll-up.ts';

export interface RollUpWatchOptions {
  readonly database: Database;
  readonly clock: HubClock;
  /** False while another hub of this database does it. */
  readonly isInCharge: () => boolean;
  readonly onProblem: (problem: unknown) => void;
  readonly everyMs?: number;
}

const usualMs = 60_000;
/** What is under way when the hub stops is one station's transaction. */
const stopWithinMs = 1_500;

/** Reckons minutes and hours once a minute, until the answer is called. */
export function watchRollUps(options: RollUpWatchOptions): () => Promise<void> {
  const { database, clock, isInCharge, onProblem, everyMs = usualMs } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const watch = async (): Promise<void> => {
    while (!signal.aborted) {
      if (isInCharge()) await rollUpDue(database, clock.now(), signal).catch((problem: unknown) => onProblem(problem));
      await sleep(everyMs, undefined, { signal }).catch(() => undefined); // stopping ends the wait early
    }
  };
  const watching = watch();
  return async () => {
    stopping.abort();
    await Promise.race([watching, sleep(stopWithinMs, undefined, { ref: false })]);
  };
}
