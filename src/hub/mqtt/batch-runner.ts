import { setTimeout as sleep } from 'node:timers/promises';
import type { HubClock } from '../ports.ts';
import { type GatewayLanes, laneOf } from './gateway-lanes.ts';
import type { ReadMessage } from './read-message.ts';

export interface BatchRunnerOptions {
  readonly lanes: GatewayLanes;
  readonly clock: HubClock;
  /** Stores them and says so, or gives up when stopped. */
  readonly store: (batch: readonly ReadMessage[]) => Promise<void>;
  readonly stopped: AbortSignal;
  readonly onProblem: (problem: unknown) => void;
}

/** At most so many in one transaction: the more at once, the less each costs; and the longer all of them wait for their ack. */
const batchMessages = 1600;
const batchMs = 5;
/** So many transactions at once, when so many messages are due: while the database works on one, this process prepares the other. */
const atOnce = 2;
const shareFrom = 400;
/** What waits for a gateway's pace is looked at no more often. */
const leastWaitMs = 20;

/**
 * Has whatever is due stored in batches. Never two at once with messages of the same gateway: they would wait for each other.
 *
 * | Under way | Due                              | →                                             |
 * |-----------|----------------------------------|-----------------------------------------------|
 * | none      | little                           | all of it, gathered for some milliseconds     |
 * | none      | much                             | half of the gateways, and the others beside   |
 * | one       | much, or a sensor's own alarm    | another beside it, with the gateways left     |
 * | two       | –                                | waits for the first to end                    |
 */
export class BatchRunner {
  readonly #options: BatchRunnerOptions;
  readonly #running = new Set<Promise<void>>();
  /** The gateways of what is under way. */
  readonly #taken = new Set<string>();
  #waking: NodeJS.Timeout | undefined;

  constructor(options: BatchRunnerOptions) {
    this.#options = options;
  }

  /** Something has come in. */
  wake(isUrgent = false): void {
    clearTimeout(this.#waking);
    const underWay = this.#running.size;
    if (underWay === 0 || (underWay < atOnce && (isUrgent || this.#isMuch()))) this.#start(isUrgent);
  }

  /** Nothing is looked at later any more; what is under way goes on. */
  stopLooking(): void {
    clearTimeout(this.#waking);
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #isMuch(): boolean {
    return this.#options.lanes.due >= shareFrom;
  }

  #start(isUrgent: boolean): void {
    const run = this.#run(isUrgent)
      .catch(this.#options.onProblem)
      .finally(() => {
        this.#running.delete(run);
        if (this.#running.size === 0) this.#wakeLater(); // else the other one sees what there is
      });
    this.#running.add(run);
  }

  async #run(isUrgent: boolean): Promise<void> {
    const { lanes, clock, store, stopped } = this.#options;
    if (!isUrgent && lanes.due < batchMessages) await sleep(batchMs);
    while (!stopped.aborted) {
      const batch = lanes.next(batchMessages, clock.now(), { except: this.#taken, isShared: this.#isMuch() });
      if (batch.length === 0) return;
      const own = new Set(batch.map(laneOf));
      for (const lane of own) this.#taken.add(lane);
      try {
        await store(batch);
      } finally {
        for (const lane of own) this.#taken.delete(lane);
      }
      // Of little, two would make twice as many transactions, each half as large.
      if (this.#running.size > 1 && !this.#isMuch()) return;
    }
  }

  /** What came at the last moment is stored at once; what waits for its gateway's pace when it may, though nothing more comes. */
  #wakeLater(): void {
    const { lanes, clock, stopped } = this.#options;
    if (stopped.aborted) return;
    if (lanes.due > 0) return this.wake();
    const waitMs = lanes.untilNext(clock.now());
    if (waitMs === null) return;
    this.#waking = setTimeout(() => this.wake(), Math.max(leastWaitMs, waitMs));
  }
}
