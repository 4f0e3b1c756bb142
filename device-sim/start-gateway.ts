import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MqttClient } from 'mqtt';
import type { Backfill, GatewayState, Slow } from '../src/protocol/telemetry.ts';
import { ackSchema, commandSchema, topics } from '../src/protocol/telemetry.ts';
import { countBoot } from './boot-counter.ts';
import { encodeMessage } from './encode-message.ts';
import { type GatewayClock, noteClock, stampFor, systemClock } from './gateway-clock.ts';
import { Journal, type JournalOptions } from './journal.ts';
import type { JournalMessage, MessageDraft, Stamp } from './journal-record.ts';
import { isCovered, keyOf } from './journal-segment.ts';
import { type Certificates, openClient } from './open-client.ts';
import { parseJson } from './parse-json.ts';
import { sayRefused } from './say-refused.ts';
import { SendingPause } from './sending-pause.ts';

export interface GatewayOptions {
  readonly url: string;
  readonly id: string;
  readonly secret: string;
  /** Holds the boot counter and the journal. One gateway per folder. */
  readonly folder: string;
  readonly firmware?: string;
  readonly clock?: GatewayClock;
  /** The way to the broker; a plain socket unless given. */
  readonly link?: ((url: string) => Duplex) | null;
  readonly certificates?: Certificates | null;
  readonly journal?: Omit<JournalOptions, 'onLoss'>;
  /** The oldest messages the hub has not acknowledged that may be on their way at once. */
  readonly window?: number;
  /** Without any ack for so long, the window is sent again. Doubles up to a minute. */
  readonly resendMs?: number;
  /** First pause before connecting again. Doubles up to half a minute, full jitter. */
  readonly retryMs?: number;
  /** Told of what goes wrong on the line, once per change; of messages that found no place on the disk; of what the hub cannot use. */
  readonly onLine?: (state: 'connected' | 'lost' | 'refused' | 'forgotten' | 'set-aside', detail: string) => void;
}

const [maxRetryMs, maxResendMs, goodbyeMs, backfillMessages] = [30_000, 60_000, 2000, 1000];

/** Starts a gateway and keeps its line up until it is stopped. */
export function startGateway(options: GatewayOptions): Gateway {
  return new Gateway(options);
}

/**
 * A gateway: each message goes to the journal (fdatasync), then to the broker with QoS 1, and is let go only on the hub's
 * `/ack`. What was not sent live is sent later as history (`h` 1), oldest first, beside what is live.
 */
export class Gateway {
  readonly id: string;
  readonly boot: number;
  readonly journal: Journal;
  readonly #options: Required<Omit<GatewayOptions, 'journal'>>;
  readonly #stopped = new AbortController();
  readonly #line: Promise<void>;
  #stopping: Promise<void> | null = null;
  #seq = 0;
  #client: MqttClient | null = null;
  /** What is on its way on this connection, by boot and number. */
  #sent = new Set<string>();
  readonly #pause: SendingPause;
  #pumping = false;
  #pumpAgain = false;
  #progressAt = 0;
  #resendAfterMs: number;

  constructor(options: GatewayOptions) {
    const defaults = { firmware: '1.4.2', window: 200, resendMs: 5000, retryMs: 500, onLine: () => {} };
    this.#options = { ...defaults, clock: systemClock, link: null, certificates: null, ...options };
    this.id = options.id;
    this.#pause = new SendingPause(this.#options.window);
    this.boot = countBoot(options.folder);
    const onLoss = (messages: number) => this.#tellLoss(messages);
    this.journal = new Journal(join(options.folder, 'journal'), { ...options.journal, onLoss });
    this.#resendAfterMs = this.#options.resendMs;
    this.#line = this.#keepLine();
  }

  get connected(): boolean {
    return this.#client !== null;
  }

  /** Numbers a message and journals it; on disk when it resolves. Measured now unless its records say when. Sent at once when the line is up. */
  async record(draft: MessageDraft): Promise<{ boot: number; seq: number }> {
    const { boot, journal } = this;
    const { clock } = this.#options;
    noteClock(boot, clock, journal);
    const mono = draft.e[0]?.bt === undefined ? { mono: Math.round(clock.monoMs()) } : {};
    const measured = { boot, seq: ++this.#seq, draft, ...mono, stamp: null };
    const message = journal.add({ ...measured, stamp: this.#client ? this.#stampOf(measured, 0) : null });
    await this.journal.sync();
    if (this.#pause.isOn && message.stamp) this.#pause.keep(message);
    else if (message.stamp && !this.#sent.has(keyOf(message))) this.#publish(message);
    return { boot: message.boot, seq: message.seq };
  }

  /** Says goodbye, if the line takes it soon, and closes the journal. What is not acknowledged stays on disk for the next start. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopOnce();
    return this.#stopping;
  }

  async #stopOnce(): Promise<void> {
    const client = this.#client;
    if (client) await Promise.race([this.#sayGoodbye(client), sleep(goodbyeMs, undefined, { ref: false })]);
    this.#stopped.abort();
    await this.#line;
    await this.journal.close();
  }

  async #sayGoodbye(client: MqttClient): Promise<void> {
    await this.#sayOnline(client, false).catch(notTold);
    await client.endAsync();
  }

  async #keepLine(): Promise<void> {
    for (let failures = 0; !this.#stopped.signal.aborted; failures++) {
      if (await this.#holdConnection()) failures = 0;
      const limit = Math.min(maxRetryMs, this.#options.retryMs * 2 ** failures);
      await sleep(Math.random() * limit, undefined, { signal: this.#stopped.signal }).catch(notTold);
    }
  }

  /** One connection from beginning to end; true when it was up at all. A fresh client each time: nothing queues in memory. */
  #holdConnection(): Promise<boolean> {
    const { onLine } = this.#options;
    const client = openClient(this.#options, this.boot);
    return new Promise((resolve) => {
      let wasUp = false;
      const resending = setInterval(() => this.#resendWhenStuck(), this.#options.resendMs);
      // mqtt.js takes no second `end` while a first one waits, maybe for ever.
      const cut = () => {
        client.end(true);
        client.stream.destroy();
      };
      this.#stopped.signal.addEventListener('abort', cut, { once: true });
      client.on('message', (topic, payload) => this.#hear(topic, payload));
      client.on('error', (problem) => onLine('refused', problem.message));
      client.on('connect', () => {
        wasUp = true;
        this.#greet(client).catch((problem: unknown) => onLine('lost', String(problem)));
      });
      client.on('close', () => {
        clearInterval(resending);
        this.#stopped.signal.removeEventListener('abort', cut);
        this.#client = null;
        this.#pause.end();
        client.end(true);
        if (wasUp) onLine('lost', 'connection closed');
        resolve(wasUp);
      });
    });
  }

  async #greet(client: MqttClient): Promise<void> {
    const { id, onLine, resendMs } = this.#options;
    await client.subscribeAsync([topics.command(id), topics.ack(id)], { qos: 1 });
    await this.#sayOnline(client, true);
    if (!client.connected) return;
    this.#sent = new Set();
    this.#resendAfterMs = resendMs;
    this.#progressAt = Date.now();
    this.#client = client;
    onLine('connected', `boot ${this.boot}`);
    this.#pump();
  }

  async #sayOnline(client: MqttClient, online: boolean): Promise<void> {
    const oldest = this.journal.oldest();
    const state: GatewayState = {
      ...{ online, boot: this.boot, head: this.#seq, fw: this.#options.firmware },
      ...(oldest ? { oldest } : {}),
    };
    await client.publishAsync(topics.state(this.id), JSON.stringify(state), { qos: 1, retain: true });
  }

  #hear(topic: string, payload: Buffer): void {
    const text = payload.toString('utf8');
    if (topic === topics.ack(this.id)) this.#hearAck(text);
    if (topic === topics.command(this.id)) this.#hearCommand(text);
  }

  #hearAck(text: string): void {
    const ack = parseJson(ackSchema, text);
    if (!ack || ack.upTo <= this.journal.ackedUpTo(ack.boot)) return;
    this.journal.letGo(ack.boot, ack.upTo);
    for (const key of this.#sent) if (isCovered(key, ack)) this.#sent.delete(key);
    this.#progressAt = Date.now();
    this.#resendAfterMs = this.#options.resendMs;
    this.#pump();
  }

  #hearCommand(text: string): void {
    const command = parseJson(commandSchema, text);
    if (!command) return;
    if ('refused' in command) this.#options.onLine('set-aside', sayRefused(command));
    else if ('slow' in command) this.#slowDown(command.slow);
    else if (!this.#pause.isOn) this.#sendAgain(command.backfill); // the hub asks again
  }

  /** Then what is live goes first. */
  #slowDown({ retryAfterMs }: Slow): void {
    const goOn = (live: readonly JournalMessage[]) => {
      this.#sent = new Set();
      for (const message of live) this.#publish(message);
      this.#pump();
    };
    this.#progressAt = Date.now() + this.#pause.begin(retryAfterMs, goOn);
  }

  /** What is asked for is sent again, acknowledged or not: the hub may have been restored from a backup. */
  #sendAgain({ boot, from, to }: Backfill): void {
    const last = Math.min(to, from + backfillMessages - 1);
    for (const seq of this.journal.missing(boot, from, last)) this.#admitLost(boot, seq);
    this.#sendAll(this.journal.range(boot, from, last)).catch((problem: unknown) =>
      this.#options.onLine('lost', String(problem)),
    );
  }

  /** A number whose message the disk has lost is sent without readings, or the hub would wait for it for ever. */
  #admitLost(boot: number, seq: number): void {
    const draft = { leaf: 'tel' as const, e: [{ bn: `${this.id}:` }] };
    this.journal.add({ boot, seq, draft, stamp: this.#stampOf({ boot, seq, draft, stamp: null }, 1) });
  }

  /** The retained state says which messages are left. */
  #tellLoss(messages: number): void {
    this.#options.onLine('forgotten', `${messages} messages the hub never had: the disk is full`);
    if (this.#client) this.#sayOnline(this.#client, true).catch(notTold);
  }

  #resendWhenStuck(): void {
    if (Date.now() - this.#progressAt < this.#resendAfterMs) return;
    this.#resendAfterMs = Math.min(maxResendMs, this.#resendAfterMs * 2);
    this.#progressAt = Date.now();
    this.#sent = new Set();
    this.#pump();
  }

  /** Sees to it that the oldest messages waiting, up to the window, are on their way. */
  #pump(): void {
    this.#pumpAgain = true;
    if (this.#pumping) return;
    this.#pumping = true;
    this.#pumpUntilDone()
      .catch((problem: unknown) => this.#options.onLine('lost', String(problem)))
      .finally(() => {
        this.#pumping = false;
      });
  }

  async #pumpUntilDone(): Promise<void> {
    while (this.#pumpAgain && this.#client && !this.#pause.isOn) {
      this.#pumpAgain = false;
      await this.#sendAll(this.#unsentWindow());
    }
  }

  #unsentWindow(): JournalMessage[] {
    const unsent: JournalMessage[] = [];
    let seen = 0;
    for (const message of this.journal.pending()) {
      if (seen++ >= this.#options.window) break;
      if (!this.#sent.has(keyOf(message))) unsent.push(message);
    }
    return unsent;
  }

  /** What was never sent is history by now: stamped so, on disk before it is sent. */
  async #sendAll(messages: readonly JournalMessage[]): Promise<void> {
    for (const message of messages) if (!message.stamp) this.#stamp(message, 1);
    await this.journal.sync();
    for (const message of messages) if (!this.#pause.isOn) this.#publish(message);
  }

  #stamp(message: JournalMessage, h: 0 | 1): void {
    const stamp = this.#stampOf(message, h);
    if (stamp) this.journal.stamp(message, stamp);
  }

  #stampOf(message: JournalMessage, h: 0 | 1): Stamp | null {
    return stampFor(message, h, { boot: this.boot, journal: this.journal, clock: this.#options.clock });
  }

  #publish(message: JournalMessage): void {
    if (!this.#client || !message.stamp) return;
    this.#sent.add(keyOf(message));
    const topic = message.draft.leaf === 'alarm' ? topics.alarm(this.id) : topics.telemetry(this.id);
    this.#client.publish(topic, encodeMessage(message, message.stamp), { qos: 1 }, notTold);
  }
}

/** A broken line shows itself as `close`; the journal keeps the message for the next connection. */
function notTold(): void {}
