import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt, { type MqttClient } from 'mqtt';
import * as v from 'valibot';
import { ackSchema, commandSchema, type GatewayState, topics } from '../src/protocol/telemetry.ts';
import { countBoot } from './boot-counter.ts';
import { encodeMessage } from './encode-message.ts';
import { Journal, type JournalMessage, type JournalOptions, type MessageDraft } from './journal.ts';

export interface GatewayOptions {
  readonly url: string;
  readonly id: string;
  readonly secret: string;
  /** Holds the boot counter and the journal. One gateway per folder. */
  readonly folder: string;
  readonly firmware?: string;
  readonly journal?: JournalOptions;
  /** The oldest messages the hub has not acknowledged that may be on their way at once. */
  readonly window?: number;
  /** Without any ack for so long, the window is sent again. Doubles up to a minute. */
  readonly resendMs?: number;
  /** First pause before connecting again. Doubles up to half a minute, full jitter. */
  readonly retryMs?: number;
  /** Told of what goes wrong on the line, once per change. */
  readonly onLine?: (state: 'connected' | 'lost' | 'refused', detail: string) => void;
}

const maxRetryMs = 30_000;
const maxResendMs = 60_000;
const backfillMessages = 1000;

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
  #seq = 0;
  #client: MqttClient | null = null;
  #sent = new WeakSet<JournalMessage>();
  #pumping = false;
  #pumpAgain = false;
  #progressAt = 0;
  #resendAfterMs: number;

  constructor(options: GatewayOptions) {
    const defaults = { firmware: '1.0.0', window: 200, resendMs: 5000, retryMs: 500, onLine: () => {} };
    this.#options = { ...defaults, ...options };
    this.id = options.id;
    this.boot = countBoot(options.folder);
    this.journal = new Journal(join(options.folder, 'journal'), options.journal);
    this.#resendAfterMs = this.#options.resendMs;
    this.#line = this.#keepLine();
  }

  get connected(): boolean {
    return this.#client !== null;
  }

  /** Numbers a message and journals it; on disk when it resolves. Sent at once when the line is up. */
  async record(draft: MessageDraft): Promise<{ boot: number; seq: number }> {
    const stamp = this.#client ? { sent: Date.now() / 1000, h: 0 as const } : null;
    const message = this.journal.add(this.boot, ++this.#seq, draft, stamp);
    await this.journal.sync();
    if (stamp && !this.#sent.has(message)) this.#publish(message);
    return { boot: message.boot, seq: message.seq };
  }

  /** Says goodbye and closes the journal. What is not acknowledged stays on disk for the next start. */
  async stop(): Promise<void> {
    const client = this.#client;
    if (client) await this.#sayOnline(client, false).catch(notTold);
    await client?.endAsync();
    this.#stopped.abort();
    await this.#line;
    await this.journal.close();
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
    const { url, id, secret, onLine } = this.#options;
    const will = { topic: topics.state(id), payload: JSON.stringify({ online: false, boot: this.boot }) };
    const client = mqtt.connect(url, {
      ...{ clientId: id, username: id, password: secret, clean: true, protocolVersion: 4 },
      ...{ reconnectPeriod: 0, connectTimeout: 10_000, keepalive: 30, queueQoSZero: false },
      will: { ...will, payload: Buffer.from(will.payload), qos: 1, retain: true },
    });
    return new Promise((resolve) => {
      let wasUp = false;
      const resending = setInterval(() => this.#resendWhenStuck(), this.#options.resendMs);
      const cut = () => client.end(true);
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
    this.#sent = new WeakSet();
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
    this.#progressAt = Date.now();
    this.#resendAfterMs = this.#options.resendMs;
    this.#pump();
  }

  /** What is asked for is sent again, acknowledged or not: the hub may have been restored from a backup. */
  #hearCommand(text: string): void {
    const command = parseJson(commandSchema, text);
    if (!command) return;
    const { boot, from, to } = command.backfill;
    const asked = this.journal.range(boot, from, Math.min(to, from + backfillMessages - 1));
    this.#sendAll(asked).catch((problem: unknown) => this.#options.onLine('lost', String(problem)));
  }

  #resendWhenStuck(): void {
    if (Date.now() - this.#progressAt < this.#resendAfterMs) return;
    this.#resendAfterMs = Math.min(maxResendMs, this.#resendAfterMs * 2);
    this.#progressAt = Date.now();
    this.#sent = new WeakSet();
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
    while (this.#pumpAgain && this.#client) {
      this.#pumpAgain = false;
      await this.#sendAll(this.#unsentWindow());
    }
  }

  #unsentWindow(): JournalMessage[] {
    const unsent: JournalMessage[] = [];
    let seen = 0;
    for (const message of this.journal.pending()) {
      if (seen++ >= this.#options.window) break;
      if (!this.#sent.has(message)) unsent.push(message);
    }
    return unsent;
  }

  /** What was never sent is history by now: stamped so, on disk before it is sent. */
  async #sendAll(messages: readonly JournalMessage[]): Promise<void> {
    for (const message of messages) {
      if (!message.stamp) this.journal.stamp(message, { sent: Date.now() / 1000, h: 1 });
    }
    await this.journal.sync();
    for (const message of messages) this.#publish(message);
  }

  #publish(message: JournalMessage): void {
    if (!this.#client || !message.stamp) return;
    this.#sent.add(message);
    const topic = message.draft.leaf === 'alarm' ? topics.alarm(this.id) : topics.telemetry(this.id);
    this.#client.publish(topic, encodeMessage(message, message.stamp), { qos: 1 }, notTold);
  }
}

function parseJson<S extends v.GenericSchema>(schema: S, text: string): v.InferOutput<S> | null {
  try {
    const result = v.safeParse(schema, JSON.parse(text));
    return result.success ? result.output : null;
  } catch {
    return null; // Not JSON: nothing the hub would send. The line goes on.
  }
}

/** A broken line shows itself as `close`; the journal keeps the message for the next connection. */
function notTold(): void {}
