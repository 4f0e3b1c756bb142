import { type AcceptedPush, acceptPushes, type PushTools } from './accept-push.ts';
import type { PushBatch, PushOutcomes } from './acceptance.ts';
import { type MendingTools, mendWraps } from './mend-wraps.ts';
import { arePlain } from './projections.ts';

interface Waiting {
  readonly batch: PushBatch;
  resolve(accepted: AcceptedPush): void;
  reject(problem: unknown): void;
}

/** So many items are judged and committed together at most: a push waits for one such transaction and its own. */
export const mostTogether = 1_000;

/**
 * Brings pushes to disk. Those that come while a transaction is under way wait for it and share the next: one lock, one set of statements
 * and one fsync for many phones. Each is answered by itself, and when they fail together each is tried alone, so that
 * one that cannot be stored fails by itself. What changes more than its chain goes alone at once. Other hubs may do the same on one
 * database: the chains' rows and the lock of the change table keep them in turn.
 */
export class PushQueue {
  readonly #tools: PushTools & MendingTools;
  #waiting: Waiting[] = [];
  #isUnderWay = false;

  constructor(tools: PushTools & MendingTools) {
    this.#tools = tools;
  }

  /** On disk when it resolves. */
  async push(batch: PushBatch): Promise<PushOutcomes> {
    const { outcomes, again } = await this.#accept(batch);
    await mendWraps(this.#tools, batch.chain, again); // holds up nobody else
    return outcomes;
  }

  async #accept(batch: PushBatch): Promise<AcceptedPush> {
    const events = batch.items.flatMap((item) => (item.ok ? [item.event] : []));
    if (!(await arePlain(events))) return this.#alone(batch);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ batch, resolve, reject });
      if (!this.#isUnderWay) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#isUnderWay = true;
    while (this.#waiting.length > 0) await this.#together(this.#takeTogether());
    this.#isUnderWay = false;
  }

  /** As many as go together, of each chain the first only; whatever else waits keeps its place. */
  #takeTogether(): Waiting[] {
    const chains = new Set<string>();
    let items = 0;
    const taken = this.#waiting.filter(({ batch }) => {
      const isTaken = !chains.has(batch.chain) && (chains.size === 0 || items + batch.items.length <= mostTogether);
      chains.add(batch.chain);
      if (isTaken) items += batch.items.length;
      return isTaken;
    });
    this.#waiting = this.#waiting.filter((one) => !taken.includes(one));
    return taken;
  }

  async #together(taken: readonly Waiting[]): Promise<void> {
    try {
      const accepted = await acceptPushes(
        this.#tools,
        taken.map(({ batch }) => batch),
      );
      for (const [index, { resolve }] of taken.entries()) if (accepted[index]) resolve(accepted[index]);
    } catch (problem) {
      if (taken.length === 1) taken[0]?.reject(problem);
      else for (const one of taken) await this.#together([one]);
    }
  }

  async #alone(batch: PushBatch): Promise<AcceptedPush> {
    const [accepted] = await acceptPushes(this.#tools, [batch]);
    if (!accepted) throw new Error('a batch without its outcomes');
    return accepted;
  }
}
