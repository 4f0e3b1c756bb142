import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt, { type MqttClient } from 'mqtt';
import { DatabaseError } from 'pg';
import type { QuarantineReason } from '../../domain/shared/codes.ts';
import { topics } from '../../protocol/telemetry.ts';
import type { HubSigner } from '../custody/hub-signer.ts';
import type { Database, HubClock } from '../ports.ts';
import { BackfillAsker } from './ask-backfill.ts';
import { lastAcks, type Progress } from './progress.ts';
import { type Incoming, type ReadMessage, readMessage } from './read-message.ts';
import { type BatchOutcome, storeBatch } from './store-batch.ts';

export interface IngestOptions {
  /** The broker, embedded or external; its URL may carry the login. */
  readonly url: string;
  readonly login?: { readonly username: string; readonly password: string };
  /** The broker is of this very process, reached by the loopback address, which its certificate does not name. */
  readonly isOwnBroker?: boolean;
  readonly database: Database;
  readonly keys: HubSigner;
  readonly clock: HubClock;
  readonly onProblem: (problem: unknown) => void;
  readonly onBatch?: (outcome: BatchOutcome) => void;
  /** How often holes are looked at. */
  readonly gapMs?: number;
}

/** Since the start of this process. */
export interface IngestCounts {
  received: number;
  stored: number;
  duplicates: number;
  forks: number;
  readings: number;
  refused: Partial<Record<QuarantineReason, number>>;
}

export interface Ingest {
  readonly counts: Readonly<IngestCounts>;
  /** Since when the hub hears the broker, hub time; null while it does not. */
  listeningSince(): number | null;
  /** Resolves at the first subscription. */
  readonly ready: Promise<void>;
  /** Stores what has arrived, if the store can take it soon, then leaves the broker. */
  stop(): Promise<void>;
}

const batchMessages = 200;
const batchMs = 5;
const fullQueue = 2000;
const retryMs = 1000;
/** What cannot be stored in this time when the hub stops is not acknowledged: it comes again. */
const flushMs = 3000;
/** SQLSTATE classes that are about the data, not about the server: data exception, integrity violation. */
const dataClasses = ['22', '23'];

/** Listens to the gateways as a plain MQTT client and stores what they send; says `/ack` after each commit. */
export function startIngest(options: IngestOptions): Ingest {
  return new Ingester(options);
}

class Ingester implements Ingest {
  readonly counts: IngestCounts = { received: 0, stored: 0, duplicates: 0, forks: 0, readings: 0, refused: {} };
  readonly ready: Promise<void>;
  readonly #options: IngestOptions;
  readonly #client: MqttClient;
  readonly #asker: BackfillAsker;
  readonly #looking: NodeJS.Timeout;
  readonly #stopped = new AbortController();
  readonly #queue: ReadMessage[] = [];
  readonly #waiting: (() => void)[] = [];
  #working: Promise<void> | null = null;
  #since: number | null = null;

  constructor(options: IngestOptions) {
    this.#options = options;
    this.#asker = new BackfillAsker(options.database, (topic, payload) => this.#say(topic, payload));
    this.#client = mqtt.connect(options.url, {
      ...{ clientId: `hub-${randomUUID()}`, clean: true, protocolVersion: 4, reconnectPeriod: retryMs, keepalive: 20 },
      ...options.login,
      ...(options.isOwnBroker && { rejectUnauthorized: false }),
    });
    this.ready = new Promise((resolve) => this.#wire(resolve));
    this.#looking = setInterval(() => {
      this.#asker.look().catch(options.onProblem);
    }, options.gapMs ?? 1000);
  }

  listeningSince(): number | null {
    return this.#since;
  }

  async stop(): Promise<void> {
    clearInterval(this.#looking);
    await Promise.race([this.#working, sleep(flushMs, undefined, { ref: false })]);
    this.#stopped.abort();
    await this.#client.endAsync();
    await this.#working;
  }

  #wire(resolve: () => void): void {
    const { clock, onProblem } = this.#options;
    this.#client.on('connect', () => {
      this.#greet().then(resolve, onProblem);
    });
    this.#client.on('close', () => {
      this.#since = null;
    });
    this.#client.on('error', onProblem);
    this.#client.on('message', (topic, payload, { retain }) => {
      this.#take({ topic, payload, retained: retain, receivedAt: clock.now() });
    });
    // The broker gets its PUBACK at once while the store keeps up, later when it does not: so it holds back.
    this.#client.handleMessage = (_packet, done) => {
      if (this.#queue.length < fullQueue) done();
      else this.#waiting.push(done);
    };
  }

  /** States first: a retained one says which boots a gateway still holds. Acks are said again, whatever the broker forgot. */
  async #greet(): Promise<void> {
    const filters = [topics.state('+'), topics.telemetry('+'), topics.alarm('+')];
    await this.#client.subscribeAsync(filters, { qos: 1 });
    this.#since = this.#options.clock.now();
    for (const ack of await lastAcks(this.#options.database)) this.#acknowledge(ack);
  }

  #take(incoming: Incoming): void {
    this.counts.received += 1;
    this.#queue.push(readMessage(incoming));
    this.#working ??= this.#work().finally(() => {
      this.#working = null;
    });
  }

  async #work(): Promise<void> {
    if (this.#queue.length < batchMessages) await sleep(batchMs);
    while (this.#queue.length > 0 && !this.#stopped.signal.aborted) {
      await this.#store(this.#queue.splice(0, batchMessages));
      for (const done of this.#waiting.splice(0)) done();
    }
  }

  /** One transaction; when the data of one message are to blame, one for each, so that it holds up nobody else. */
  async #store(batch: readonly ReadMessage[]): Promise<void> {
    const { database, keys, clock, onProblem } = this.#options;
    while (!this.#stopped.signal.aborted) {
      try {
        this.#conclude(await storeBatch(database, keys, batch, clock.now()));
        return;
      } catch (problem) {
        onProblem(problem);
        if (isAboutData(problem)) {
          await this.#storeApart(batch, problem);
          return;
        }
        await sleep(retryMs, undefined, { signal: this.#stopped.signal }).catch(stopsWaiting);
      }
    }
  }

  async #storeApart(batch: readonly ReadMessage[], problem: unknown): Promise<void> {
    const [only] = batch;
    if (batch.length > 1) for (const one of batch) await this.#store([one]);
    else if (only && !hasRefusal(only)) await this.#store([refusedByStore(only, problem)]);
  }

  #conclude(outcome: BatchOutcome): void {
    const { counts } = this;
    counts.stored += outcome.stored;
    counts.duplicates += outcome.duplicates;
    counts.forks += outcome.forks;
    counts.readings += outcome.readings;
    for (const reason of outcome.refused) counts.refused[reason] = (counts.refused[reason] ?? 0) + 1;
    for (const progress of outcome.progress) {
      this.#acknowledge(progress);
      this.#asker.note(progress);
    }
    this.#options.onBatch?.(outcome);
  }

  #acknowledge({ gateway, boot, upTo }: Pick<Progress, 'gateway' | 'boot' | 'upTo'>): void {
    if (upTo > 0) this.#say(topics.ack(gateway), { boot, upTo });
  }

  /** Said once: whoever misses it sends again and is answered again. */
  #say(topic: string, payload: object): void {
    if (this.#client.connected) this.#client.publish(topic, JSON.stringify(payload), { qos: 1 }, () => undefined);
  }
}

function isAboutData(problem: unknown): boolean {
  if (problem instanceof DatabaseError) return dataClasses.includes(problem.code?.slice(0, 2) ?? '');
  return problem instanceof TypeError || problem instanceof RangeError;
}

function hasRefusal(one: ReadMessage): boolean {
  return one.kind === 'refused' || (one.kind === 'message' && one.refusal !== null);
}

function refusedByStore(one: ReadMessage, problem: unknown): ReadMessage {
  const code = problem instanceof DatabaseError ? problem.code : 'our fault';
  const refusal = { reason: 'bad-payload' as const, detail: `the store refuses it (${code})` };
  if (one.kind === 'message') return { ...one, readings: [], ownAlarm: null, refusal };
  return { kind: 'refused', incoming: one.incoming, refusal };
}

/** Stopping ends the wait early; the loop sees it. */
function stopsWaiting(): void {}
