import { putAllInQuarantine, type Quarantined } from '../custody/quarantine.ts';
import type { Database, HubClock } from '../ports.ts';
import type { RefusedPublish } from './gateway-broker.ts';
import { payloadHash } from './read-message.ts';
import type { SetAside } from './tell-refused.ts';

/** So much of what one login sent where it may not is kept in a turn, and of all logins together; what is over it is counted alone. */
const keptOfLogin = 50;
const keptInAll = 500;
const turnMs = 1000;

export interface RefusedOptions {
  readonly database: Database;
  readonly clock: HubClock;
  /** So many of a login's were not kept: more came than is looked at. */
  readonly onUnkept: (login: string, count: number) => void;
  /** One is kept. */
  readonly onKept?: (refused: SetAside) => void;
  readonly onProblem: (problem: unknown) => void;
  /** How long is gathered for one transaction. */
  readonly everyMs?: number;
}

/**
 * Keeps what the embedded broker threw away: who sent it is told by the detail, where to by the origin. However much comes, a turn
 * writes a bounded number in one transaction, so that a login that floods takes nothing from those that may send.
 */
export class RefusedShelf {
  readonly #options: RefusedOptions;
  #gathered: Quarantined[] = [];
  readonly #kept = new Map<string, number>();
  readonly #unkept = new Map<string, number>();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: RefusedOptions) {
    this.#options = options;
  }

  add({ login, topic, payload, reason }: RefusedPublish): void {
    this.#timer ??= setTimeout(() => this.#turn(), this.#options.everyMs ?? turnMs);
    const ofLogin = this.#kept.get(login) ?? 0;
    if (ofLogin >= keptOfLogin || this.#gathered.length >= keptInAll) {
      this.#unkept.set(login, (this.#unkept.get(login) ?? 0) + 1);
      return;
    }
    this.#kept.set(login, ofLogin + 1);
    const origin = topic.replaceAll('\0', '').slice(0, 200);
    const content = Buffer.from(payload); // the packet's own buffer is the broker's
    const hash = payloadHash(payload);
    this.#gathered.push({ source: 'mqtt', reason, detail: `published by ${login}`, origin, hash, content });
    this.#options.onKept?.({ gateway: login, reason, sha256: hash });
  }

  /** Writes what is gathered, and ends. */
  async close(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#turn();
    await this.#writing;
  }

  /** One transaction at a time: while the last one is not through, the next waits. */
  #turn(): void {
    this.#timer = null;
    const [items, unkept] = [this.#gathered, [...this.#unkept]];
    this.#gathered = [];
    this.#kept.clear();
    this.#unkept.clear();
    const { database, clock, onUnkept, onProblem } = this.#options;
    for (const [login, count] of unkept) onUnkept(login, count);
    if (items.length === 0) return;
    const write = () => database.transaction((tx) => putAllInQuarantine(tx, clock.now(), items)).then(() => undefined);
    this.#writing = this.#writing.then(write).catch(onProblem);
  }
}
