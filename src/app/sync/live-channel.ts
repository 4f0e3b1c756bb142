import type { MqttClient } from 'mqtt';
import type { Role } from '../../domain/shared/codes.ts';
import { liveTopics } from '../../protocol/live.ts';

/** What a ring asks for. The pull is the truth: a ring carries nothing that is believed. */
export type Ring = 'pull' | 'situation';

export interface LiveChannelOptions {
  readonly url: string;
  readonly chain: string;
  readonly role: Role;
  readonly onRing: (ring: Ring) => void;
  /** The line came up, or went down after it was up: worth finding out whether the hub is there. */
  readonly onLine: (isUp: boolean) => void;
}

const reconnectMs = 5_000;

/** The live channel: rings for pulls and for the situation. Its failure never matters, it only makes things later. */
export class LiveChannel {
  readonly #options: LiveChannelOptions;
  #client: MqttClient | null = null;
  #isClosed = false;
  #isUp = false;

  constructor(options: LiveChannelOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    const { default: mqtt } = await import('mqtt');
    if (this.#isClosed) return;
    const client = mqtt.connect(this.#options.url, {
      timerVariant: 'native',
      protocolVersion: 4,
      clean: true,
      reconnectPeriod: reconnectMs,
      clientId: `app-${crypto.randomUUID()}`,
    });
    client.on('connect', () => {
      this.#subscribe(client);
      this.#note(true);
    });
    client.on('close', () => this.#note(false));
    client.on('message', (topic) => this.#options.onRing(topic === liveTopics.situation ? 'situation' : 'pull'));
    client.on('error', (problem) => console.warn('live channel', problem.message));
    this.#client = client;
  }

  close(): void {
    this.#isClosed = true;
    this.#client?.end(true);
  }

  /** Attempts that fail change nothing. */
  #note(isUp: boolean): void {
    if (isUp === this.#isUp || this.#isClosed) return;
    this.#isUp = isUp;
    this.#options.onLine(isUp);
  }

  #subscribe(client: MqttClient): void {
    const { role, chain } = this.#options;
    const topics = [liveTopics.all, liveTopics.alarm, liveTopics.chain(chain), ...topicsOf(role)];
    client.subscribe(topics, { qos: 0 }, (problem) => {
      if (problem) console.warn('live channel not subscribed', problem.message);
    });
  }
}

function topicsOf(role: Role): string[] {
  if (role === 'gate-keeper') return [liveTopics.gate];
  return role === 'ranger' ? [] : [liveTopics.desk, liveTopics.situation];
}
