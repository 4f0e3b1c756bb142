import { encodeMessage } from '../../device-sim/encode-message.ts';
import type { JournalMessage, JournalRecord } from '../../device-sim/journal-record.ts';
import { foldMessages, JournalSegment } from '../../device-sim/journal-segment.ts';
import type { History } from './history.ts';
import type { Hub } from './hub.ts';
import { hashOf } from './stand-in.ts';
import type { Steps } from './steps.ts';

/** What a gateway says of itself when it connects, and the broker keeps. */
interface SaidState {
  readonly gateway: string;
  readonly boot: number;
  readonly oldest: number;
}

/** On its way over the broker. */
export type MqttFlight =
  | { readonly to: 'hub'; readonly gateway: string; readonly boot: number; readonly seq: number; readonly hash: string }
  | { readonly to: 'gateway'; readonly gateway: string; readonly say: Ack | Backfill };
interface Ack {
  readonly kind: 'ack';
  readonly boot: number;
  readonly upTo: number;
}
interface Backfill {
  readonly kind: 'backfill';
  readonly boot: number;
  readonly from: number;
  readonly to: number;
}

const windowSize = 4;
const openEndAsks = 3;

/** A gateway with its journal: one segment of the product's on a simulated disk whose last records may not be written yet. */
export class Gateway {
  readonly id: string;
  #disk: JournalRecord[] = [];
  #syncedUpTo = 0;
  #segment = new JournalSegment('simulated', 0);
  #acks = new Map<number, number>();
  #folded: JournalMessage[] | null = null;
  #boot = 1;
  #seq = 0;

  constructor(id: string) {
    this.id = id;
  }

  /** Numbers a message and journals it; not said to anyone before `sync`. */
  record(smoke: number, at: number): void {
    const e = [{ bn: 'lk-smoke-01:', bt: at / 1000, n: 'smoke', v: smoke }];
    this.#seq += 1;
    this.#write({
      k: 'm',
      boot: this.#boot,
      seq: this.#seq,
      draft: { leaf: 'tel', e },
      stamp: { sent: at / 1000, h: 0 },
    });
  }

  sync(): void {
    this.#syncedUpTo = this.#disk.length;
  }

  /** Power is lost: what was not written is gone, and a new boot begins. */
  kill(): void {
    this.#disk = this.#disk.slice(0, this.#syncedUpTo);
    this.#segment = new JournalSegment('simulated', 0);
    this.#acks = new Map();
    for (const record of this.#disk) this.#note(record);
    this.#boot += 1;
    this.#seq = 0;
  }

  /** The oldest that wait, once they are on disk. */
  window(): MqttFlight[] {
    this.sync();
    return this.#messages()
      .filter((one) => one.seq > this.#ackedUpTo(one.boot))
      .slice(0, windowSize)
      .map((message) => this.#flight(message));
  }

  hear(say: Ack | Backfill): MqttFlight[] {
    if (say.kind === 'backfill') {
      const asked = ({ boot, seq }: JournalMessage) => boot === say.boot && seq >= say.from && seq <= say.to;
      return this.#messages()
        .filter(asked)
        .map((message) => this.#flight(message));
    }
    if (say.upTo > this.#ackedUpTo(say.boot)) this.#write({ k: 'a', boot: say.boot, upTo: say.upTo });
    return [];
  }

  get state(): SaidState {
    const [oldest = this.#boot] = this.#segment.messages.keys();
    return { gateway: this.id, boot: this.#boot, oldest };
  }

  get pendingCount(): number {
    return this.#segment.countAbove((boot) => this.#ackedUpTo(boot));
  }

  /** Everything that is on disk, acknowledged or not. */
  journaled(): { boot: number; seq: number; hash: string }[] {
    this.sync();
    return this.#messages().map((message) => ({ ...message, hash: payloadHash(message) }));
  }

  #write(record: JournalRecord): void {
    this.#disk.push(record);
    this.#note(record);
  }

  #note(record: JournalRecord): void {
    this.#folded = null;
    this.#segment.note(record);
    if (record.k === 'a') this.#acks.set(record.boot, Math.max(record.upTo, this.#ackedUpTo(record.boot)));
  }

  #ackedUpTo(boot: number): number {
    return this.#acks.get(boot) ?? 0;
  }

  #messages(): JournalMessage[] {
    this.#folded ??= [...foldMessages(this.#disk).values()];
    return this.#folded;
  }

  #flight(message: JournalMessage): MqttFlight {
    const { boot, seq } = message;
    return { to: 'hub', gateway: this.id, boot, seq, hash: payloadHash(message) };
  }
}

function payloadHash(message: JournalMessage): string {
  return hashOf(encodeMessage(message, message.stamp ?? { sent: 0, h: 1 }));
}

type ToHub = Extract<MqttFlight, { to: 'hub' }>;

/** One hub process's ear at the broker: what arrived waits in memory until it is stored. */
export class Ingest {
  #queue: ToHub[] = [];
  /** By `gateway/boot`, how often more is asked for that nobody here knows of. */
  readonly #openEnds = new Map<string, number>();
  readonly #hub: Hub;
  readonly #steps: Steps;
  readonly #history: History;
  readonly #say: (flight: MqttFlight) => void;

  constructor(hub: Hub, steps: Steps, history: History, say: (flight: MqttFlight) => void) {
    this.#hub = hub;
    this.#steps = steps;
    this.#history = history;
    this.#say = say;
  }

  hear(flight: ToHub): void {
    this.#queue.push(flight);
    if (this.#steps.acksOnArrival()) this.#acknowledge(flight.gateway, flight.boot, flight.seq);
  }

  hearState({ gateway, boot, oldest }: SaidState): void {
    for (let each = oldest; each <= boot; each += 1) this.#openEnds.set(`${gateway}/${each}`, openEndAsks);
  }

  kill(): void {
    this.#queue = [];
    this.#openEnds.clear();
  }

  /** One transaction with what waits; then it is acknowledged. */
  store(): void {
    const touched = new Map<string, ToHub>();
    for (const flight of this.#queue.splice(0)) {
      this.#add(flight);
      touched.set(`${flight.gateway}/${flight.boot}`, flight);
    }
    for (const { gateway, boot } of touched.values()) {
      const upTo = this.#advance(gateway, boot);
      if (upTo > 0) this.#acknowledge(gateway, boot, upTo);
    }
  }

  /** Looks for holes and asks for them. */
  look(): void {
    for (const [gateway, { upTo }] of this.#hub.db.gateways) {
      const said = [...this.#openEnds.keys()].filter((key) => key.startsWith(`${gateway}/`));
      for (const boot of new Set([...upTo.keys(), ...said.map((key) => Number(key.split('/')[1]))]))
        this.#ask(gateway, boot);
    }
  }

  #ask(gateway: string, boot: number): void {
    const { messages, upTo } = this.#hub.db.gateways.get(gateway) ?? {};
    const end = upTo?.get(boot) ?? 0;
    const beyond = [...(messages?.values() ?? [])].filter((one) => one.boot === boot && one.seq > end);
    const asks = this.#openEnds.get(`${gateway}/${boot}`) ?? 0;
    if (asks > 0) this.#openEnds.set(`${gateway}/${boot}`, asks - 1);
    const unknown = asks > 0 ? Number.POSITIVE_INFINITY : null;
    const next = beyond.length > 0 ? Math.min(...beyond.map(({ seq }) => seq)) : unknown;
    const hole = this.#steps.holeAfter(end, next, 100);
    if (hole) this.#say({ to: 'gateway', gateway, say: { kind: 'backfill', boot, ...hole } });
  }

  #add({ gateway, boot, seq, hash }: ToHub): void {
    const standing = this.#hub.db.gateways.get(gateway);
    const key = `${boot}/${seq}`;
    if (!standing || this.#steps.judgeMessage(standing.messages.get(key)?.hash ?? null, hash) !== 'fresh') return;
    const messages = new Map(standing.messages).set(key, { boot, seq, hash });
    this.#hub.putGateway(gateway, { ...standing, messages });
  }

  #advance(gateway: string, boot: number): number {
    const standing = this.#hub.db.gateways.get(gateway);
    if (!standing) return 0;
    const before = standing.upTo.get(boot) ?? 0;
    const ahead = [...standing.messages.values()].filter((one) => one.boot === boot && one.seq > before);
    const upTo = this.#steps.endOfRun(
      before,
      ahead.map(({ seq }) => seq).toSorted((a, b) => a - b),
    );
    this.#hub.putGateway(gateway, { ...standing, upTo: new Map(standing.upTo).set(boot, upTo) });
    return upTo;
  }

  #acknowledge(gateway: string, boot: number, upTo: number): void {
    const stored = this.#hub.db.gateways.get(gateway)?.messages;
    for (let seq = 1; seq <= upTo; seq += 1)
      if (!stored?.has(`${boot}/${seq}`))
        this.#history.emptyAcks.push(`${gateway} ${boot}/${upTo}: ${seq} is not stored`);
    this.#say({ to: 'gateway', gateway, say: { kind: 'ack', boot, upTo } });
  }
}
