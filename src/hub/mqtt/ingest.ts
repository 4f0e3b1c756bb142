import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError } from 'pg';
import type { QuarantineReason } from '../../domain/shared/codes.ts';
import { readGatewayTopic, topics } from '../../protocol/telemetry.ts';
import type { HubSigner } from '../custody/hub-signer.ts';
import type { Database, HubClock } from '../ports.ts';
import { BackfillAsker } from './ask-backfill.ts';
import { BatchRunner } from './batch-runner.ts';
import { type ClientLineOptions, openClientLine } from './client-line.ts';
import type { GatewayBroker } from './gateway-broker.ts';
import { type Admission, GatewayLanes, isUrgent, type LanePace, lanePace } from './gateway-lanes.ts';
import type { GatewayLine, LineListener } from './gateway-line.ts';
import { HeldMessages } from './held-messages.ts';
import { lastAcks, type Progress } from './progress.ts';
import { type Incoming, type ReadMessage, readMessage } from './read-message.ts';
import { type BatchOutcome, storeBatch } from './store-batch.ts';
import { RefusalTeller, type SetAside } from './tell-refused.ts';
import { TroubleTeller } from './tell-troubles.ts';

export interface IngestOptions extends ClientLineOptions {
  /** The embedded broker, when it is of this process: what it takes comes without the way over a connection, and `url` is not used. */
  readonly ownBroker?: Pick<GatewayBroker, 'openLine'>;
  readonly database: Database;
  readonly keys: HubSigner;
  readonly clock: HubClock;
  readonly onBatch?: (outcome: BatchOutcome) => void;
  /** Told of each message that is not stored at once because its gateway sends too fast. */
  readonly onHeldBack?: (how: Exclude<Admission, 'due'>) => void;
  /** How often holes are looked at, and what is held back. */
  readonly gapMs?: number;
  readonly pace?: LanePace;
}

/** Since the start of this process. */
export interface IngestCounts {
  received: number;
  stored: number;
  duplicates: number;
  forks: number;
  readings: number;
  /** Had to wait for their gateway's pace; were not taken, and have to be sent again. */
  delayed: number;
  turnedAway: number;
  refused: Partial<Record<QuarantineReason, number>>;
}

export interface Ingest {
  readonly counts: Readonly<IngestCounts>;
  /** Since when the hub hears the broker, hub time; null while it does not. */
  listeningSince(): number | null;
  /** Something that the broker would not let a gateway publish. */
  noteRefused(refused: SetAside): void;
  /** Resolves at the first subscription. */
  readonly ready: Promise<void>;
  /** Stores what has arrived, if the store can take it soon, then leaves the broker. Within seconds, whatever store and broker do. */
  stop(): Promise<void>;
}

const fullQueue = 4000;
const retryMs = 1000;
/** A gateway is told so no more often than it has to wait at least; and never to wait longer. */
const tellSlowMs = 1000;
const slowAtMostMs = 60_000;
/** What cannot be stored in this time when the hub stops is not acknowledged: it comes again. */
const flushMs = 1200;
/** SQLSTATE classes that are about the data, not about the server: data exception, integrity violation. */
const dataClasses = ['22', '23'];

/** Listens to the gateways and stores what they send; says `/ack` after each commit. */
export function startIngest(options: IngestOptions): Ingest {
  return new Ingester(options);
}

class Ingester implements Ingest {
  readonly counts: IngestCounts = {
    ...{ received: 0, stored: 0, duplicates: 0, forks: 0, readings: 0, delayed: 0, turnedAway: 0, refused: {} },
  };
  readonly ready: Promise<void>;
  readonly #options: IngestOptions;
  readonly #line: GatewayLine;
  readonly #asker: BackfillAsker;
  readonly #looking: NodeJS.Timeout;
  readonly #stopped = new AbortController();
  readonly #lanes: GatewayLanes;
  readonly #held = new HeldMessages();
  readonly #troubles: TroubleTeller;
  readonly #refusals: RefusalTeller;
  /** By gateway, when it was told last that it sends too fast. */
  readonly #toldSlow = new Map<string, number>();
  readonly #waiting: (() => void)[] = [];
  readonly #runner: BatchRunner;
  #since: number | null = null;

  constructor(options: IngestOptions) {
    this.#options = options;
    this.#lanes = new GatewayLanes(options.pace ?? lanePace);
    this.#runner = new BatchRunner({
      ...{ lanes: this.#lanes, clock: options.clock, stopped: this.#stopped.signal, onProblem: options.onProblem },
      store: (batch) => this.#storeAndLetIn(batch),
    });
    this.#troubles = new TroubleTeller(options.database);
    this.#refusals = new RefusalTeller((gateway, notice) => this.#line.say(topics.command(gateway), notice));
    this.#asker = new BackfillAsker(options.database, (topic, payload) => this.#line.say(topic, payload));
    let isUp: () => void = () => undefined;
    this.ready = new Promise((resolve) => {
      isUp = resolve;
    });
    this.#line = this.#openLine(isUp);
    this.#looking = setInterval(() => {
      this.#look().catch(options.onProblem);
    }, options.gapMs ?? 1000);
  }

  listeningSince(): number | null {
    return this.#since;
  }

  noteRefused(refused: SetAside): void {
    this.#refusals.note(refused);
  }

  async stop(): Promise<void> {
    clearInterval(this.#looking);
    this.#runner.stopLooking();
    await this.#settle();
    this.#stopped.abort();
    this.#letIn();
    await this.#line.close();
    await this.#settle();
  }

  /** Waits for the store as long as may be: a database that has stopped answering does not keep the hub from stopping. */
  async #settle(): Promise<void> {
    await Promise.race([this.#runner.settled(), sleep(flushMs, undefined, { ref: false })]);
  }

  /** Lets the client read on, to the PUBACKs of its own messages behind what was held back. */
  #letIn(): void {
    for (const done of this.#waiting.splice(0)) done();
  }

  #openLine(isUp: () => void): GatewayLine {
    const { clock, onProblem, ownBroker } = this.#options;
    const listener: LineListener = {
      onUp: () => {
        this.#since = clock.now();
        this.#repeatAcks().then(isUp, onProblem);
      },
      onDown: () => {
        this.#since = null;
      },
      onMessage: (message, goOn) => {
        this.#take({ ...message, receivedAt: clock.now() });
        if (this.#lanes.due < fullQueue || this.#stopped.signal.aborted) goOn();
        else this.#waiting.push(goOn);
      },
    };
    return ownBroker ? ownBroker.openLine(listener) : openClientLine(this.#options, listener);
  }

  /** Whatever the broker forgot. */
  async #repeatAcks(): Promise<void> {
    for (const ack of await lastAcks(this.#options.database)) this.#acknowledge(ack);
  }

  #take(incoming: Incoming): void {
    this.counts.received += 1;
    const message = readMessage(incoming);
    if (this.#held.has(message)) {
      this.counts.duplicates += 1; // the ack of the first is its ack too
      return;
    }
    const admission = this.#lanes.add(message, incoming.receivedAt);
    if (admission !== 'due') this.#holdBack(incoming, admission);
    if (admission === 'turned-away') return;
    this.#held.add(message);
    this.#runner.wake(isUrgent(message));
  }

  #holdBack({ topic, receivedAt }: Incoming, how: Exclude<Admission, 'due'>): void {
    if (how === 'delayed') this.counts.delayed += 1;
    else this.counts.turnedAway += 1;
    this.#options.onHeldBack?.(how);
    const gateway = readGatewayTopic(topic)?.gateway;
    if (!gateway || receivedAt - (this.#toldSlow.get(gateway) ?? -Infinity) < tellSlowMs) return;
    this.#toldSlow.set(gateway, receivedAt);
    const untilStoredMs = this.#lanes.retryAfterMs(gateway, receivedAt);
    const retryAfterMs = Math.min(slowAtMostMs, Math.max(tellSlowMs, untilStoredMs));
    this.#line.say(topics.command(gateway), { slow: { retryAfterMs } });
  }

  async #storeAndLetIn(batch: readonly ReadMessage[]): Promise<void> {
    await this.#store(batch);
    this.#held.settle(batch);
    this.#letIn();
  }

  async #look(): Promise<void> {
    const now = this.#options.clock.now();
    this.#lanes.forgetQuiet(now);
    this.#refusals.tell(now);
    for (const [gateway, at] of this.#toldSlow) if (now - at > tellSlowMs) this.#toldSlow.delete(gateway);
    const waiting = this.#lanes.takeWaiting();
    await this.#troubles.tell(waiting, now);
    const slowed = new Set(waiting.map(({ gateway }) => gateway));
    await this.#asker.look((gateway) => slowed.has(gateway) || this.#held.hasAnyOf(gateway));
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
    for (const one of outcome.setAside) this.#refusals.note(one);
    if (outcome.setAside.length > 0) this.#refusals.tell(this.#options.clock.now());
    for (const open of outcome.openEnds) this.#asker.noteOpenEnd(open);
    this.#options.onBatch?.(outcome);
  }

  #acknowledge({ gateway, boot, upTo }: Pick<Progress, 'gateway' | 'boot' | 'upTo'>): void {
    if (upTo > 0) this.#line.say(topics.ack(gateway), { boot, upTo });
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
