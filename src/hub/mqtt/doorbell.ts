import * as v from 'valibot';
import { liveTopics } from '../../protocol/live.ts';
import type { Database, Doorbell } from '../ports.ts';
import { situationChannel } from './store-batch.ts';

const noticeSchema = v.object({
  n: v.number(),
  entity: v.string(),
  key: v.string(),
  audience: v.picklist(['all', 'desk', 'gate']),
  chain: v.nullable(v.string()),
});

/** One topic is not rung more often than this. */
const pauseMs = 200;
const situationPauseMs = 1000;

/**
 * Rings this hub's browsers at every change that any hub commits, at most once in 200 ms for one topic and with the newest number;
 * alarm ids at once; readings and positions once a second. Resolves once it listens.
 */
export async function ringOnChange(
  database: Database,
  doorbell: Doorbell,
  onProblem: (problem: unknown) => void,
): Promise<() => Promise<void>> {
  const bells = new Map<string, Bell>();
  const ring = (topic: string, payload: object, everyMs = pauseMs) => {
    const bell = bells.get(topic) ?? new Bell((content) => doorbell.ring(topic, content), everyMs);
    bells.set(topic, bell);
    bell.ring(payload);
  };
  const onChange = (text: string) => {
    const notice = v.safeParse(noticeSchema, JSON.parse(text));
    if (!notice.success) return onProblem(new Error('a change notice of another form'));
    const { n, entity, key, audience, chain } = notice.output;
    if (entity === 'alarm') doorbell.ring(liveTopics.alarm, { alarm: key });
    ring(liveTopics[audience], { n });
    if (chain) ring(liveTopics.chain(chain), { n });
  };
  const stops = [
    await database.listen('hulin_change', onChange),
    await database.listen(situationChannel, () => ring(liveTopics.situation, {}, situationPauseMs)),
  ];
  return async () => {
    for (const bell of bells.values()) bell.stop();
    for (const stop of stops) await stop();
  };
}

/** Rings at once, then waits; what comes meanwhile is one ring with the last content. */
class Bell {
  readonly #ring: (payload: object) => void;
  readonly #everyMs: number;
  #next: object | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(ring: (payload: object) => void, everyMs: number) {
    this.#ring = ring;
    this.#everyMs = everyMs;
  }

  ring(payload: object): void {
    if (this.#timer) {
      this.#next = payload;
      return;
    }
    this.#ring(payload);
    this.#timer = setTimeout(() => this.#rest(), this.#everyMs);
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
  }

  #rest(): void {
    const next = this.#next;
    this.#timer = null;
    this.#next = null;
    if (next) this.ring(next);
  }
}
