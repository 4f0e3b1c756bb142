import { setTimeout as sleep } from 'node:timers/promises';
import { topics } from '../../../src/protocol/telemetry.ts';
import { benchStation, type Fleet, gatewayId } from './fleet.ts';
import { type Login, RawLine } from './raw-line.ts';

/** What one run of the load generator is to do. */
export interface LoadOrder {
  readonly port: number;
  readonly fleet: Fleet;
  /** Null: the broker lets everybody in. */
  readonly password: string | null;
  /** What counts as delivered: the application's own `/ack`, or the broker's PUBACK. */
  readonly until: 'ack' | 'puback';
  readonly boot: number;
  /** Unix seconds of the first measurement. From there on the load's time runs no faster than the clock on the wall, or the hub would take its gateways' clocks for wrong. */
  readonly measuredFrom: number;
  /** Messages a second altogether; null: as fast as they are acknowledged. */
  readonly rate: number | null;
  /** So many may wait for their acknowledgement at one gateway. */
  readonly window: number;
  readonly warmMs: number;
  readonly runMs: number;
}

export interface LoadResult {
  /** Of the time after the warming up. */
  readonly perSecond: number;
  readonly acknowledged: number;
  /** Of everything sent, still waiting when the generator gave up. */
  readonly unacknowledged: number;
  readonly ackP50Ms: number;
  readonly ackP99Ms: number;
}

const drainMs = 20_000;
const tickMs = 10;
/** How long each acknowledgement took, of one in so many. */
const sampleEvery = 16;

/** One gateway of the load: numbers from 1, a window, and what became of it. */
class LoadGateway {
  acknowledged = 0;
  sent = 0;
  readonly tookMs: number[] = [];
  readonly #sentAt = new Map<number, number>();
  readonly #order: LoadOrder;
  readonly #place: number;
  #line: RawLine | null = null;

  constructor(order: LoadOrder, place: number) {
    this.#order = order;
    this.#place = place;
  }

  async open(): Promise<void> {
    const { port, password, until } = this.#order;
    const id = gatewayId(this.#place);
    const login: Login | null = password ? { username: id, password } : null;
    this.#line = await RawLine.open(port, `load-${id}`, login, {
      onPuback: () => until === 'puback' && this.#reach(this.acknowledged + 1),
      onPublish: (_topic, payload) => this.#hear(payload),
    });
    if (until === 'ack') this.#line.subscribe(topics.ack(id));
  }

  /** At most so many messages, as far as the window lets it. */
  send(most: number): number {
    const { window } = this.#order;
    const count = Math.min(most, window - (this.sent - this.acknowledged));
    const id = gatewayId(this.#place);
    const now = performance.now();
    this.#line?.cork();
    for (let index = 0; index < count; index += 1) {
      this.sent += 1;
      if (this.sent % sampleEvery === 0) this.#sentAt.set(this.sent, now);
      this.#line?.publish(topics.telemetry(id), messageOf(this.#order, this.#place, this.sent));
    }
    this.#line?.uncork();
    return Math.max(0, count);
  }

  close(): void {
    this.#line?.close();
  }

  #hear(payload: Buffer): void {
    const { boot, upTo } = JSON.parse(payload.toString()) as { boot: number; upTo: number };
    if (boot === this.#order.boot) this.#reach(upTo);
  }

  #reach(upTo: number): void {
    const now = performance.now();
    for (let seq = this.acknowledged + 1; seq <= upTo; seq += 1) {
      const sentAt = this.#sentAt.get(seq);
      if (sentAt === undefined) continue;
      this.tookMs.push(now - sentAt);
      this.#sentAt.delete(seq);
    }
    this.acknowledged = Math.max(this.acknowledged, upTo);
  }
}

/** Seconds from one message of a station to its next: at 20,000 messages a second from a thousand stations time is the real one. */
const stepSeconds = 0.05;

/** Each station in turn reports. */
function messageOf({ fleet, boot, measuredFrom }: LoadOrder, place: number, seq: number): string {
  const turn = Math.floor((seq - 1) / fleet.stationsEach);
  const station = benchStation(place, (seq - 1) % fleet.stationsEach);
  const measured = Math.round((measuredFrom + turn * stepSeconds) * 1000) / 1000;
  const wave = (seq % 97) / 97;
  const records = quantities
    .slice(0, fleet.readingsEach)
    .map(([n, u, scale], index) =>
      index === 0
        ? `{"bn":"${station}:","bt":${measured},"n":"${n}","u":"${u}","v":${Math.round(wave * scale * 100) / 100}}`
        : `{"n":"${n}","u":"${u}","v":${Math.round(wave * scale * 100) / 100}}`,
    );
  return `{"v":1,"boot":${boot},"seq":${seq},"sent":${measured},"h":0,"e":[${records.join(',')}]}`;
}

const quantities: readonly (readonly [string, string, number])[] = [
  ['smoke', '/', 0.1],
  ['pm2_5', 'ug/m3', 40],
  ['co', 'ppm', 2],
  ['temperature', 'Cel', 30],
  ['humidity', '%RH', 90],
  ['battery', '%EL', 99],
];

async function run(order: LoadOrder): Promise<LoadResult> {
  const gateways = Array.from({ length: order.fleet.gateways }, (_, place) => new LoadGateway(order, place));
  for (let at = 0; at < gateways.length; at += 8) {
    await Promise.all(gateways.slice(at, at + 8).map((gateway) => gateway.open()));
  }
  process.send?.({ kind: 'connected' });
  const total = () => gateways.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
  const startedAt = performance.now();
  let warm: { at: number; total: number } | null = null;
  let [sent, toldAt, turn] = [0, startedAt, 0];
  for (;;) {
    const now = performance.now();
    if (!warm && now - startedAt >= order.warmMs) warm = { at: now, total: total() };
    if (now - startedAt >= order.warmMs + order.runMs) break;
    const due = order.rate === null ? Number.POSITIVE_INFINITY : (order.rate * (now - startedAt)) / 1000 - sent;
    turn += 1;
    sent += sendSome(gateways, due, turn);
    if (now - toldAt > 2000) {
      process.send?.({ kind: 'progress', acknowledged: total() });
      toldAt = now;
    }
    await sleep(order.rate === null ? 1 : tickMs);
  }
  const ended = { at: performance.now(), total: total() };
  await drain(gateways);
  const took = gateways.flatMap(({ tookMs }) => tookMs).sort((a, b) => a - b);
  for (const gateway of gateways) gateway.close();
  const since = warm ?? { at: startedAt, total: 0 };
  return {
    perSecond: Math.round(((ended.total - since.total) / (ended.at - since.at)) * 1000),
    acknowledged: total(),
    unacknowledged: gateways.reduce((sum, one) => sum + one.sent - one.acknowledged, 0),
    ackP50Ms: Math.round(took[Math.floor(took.length * 0.5)] ?? Number.NaN),
    ackP99Ms: Math.round(took[Math.floor(took.length * 0.99)] ?? Number.NaN),
  };
}

/** A rate is spread over the gateways in turn; without one every gateway fills its window. */
function sendSome(gateways: readonly LoadGateway[], due: number, turn: number): number {
  if (due === Number.POSITIVE_INFINITY) return gateways.reduce((sum, gateway) => sum + gateway.send(1e6), 0);
  let sent = 0;
  for (let index = 0; index < gateways.length && sent < due; index += 1) {
    const share = Math.ceil((due - sent) / (gateways.length - index));
    sent += gateways[(turn * 7 + index) % gateways.length]?.send(share) ?? 0;
  }
  return sent;
}

async function drain(gateways: readonly LoadGateway[]): Promise<void> {
  for (const until = performance.now() + drainMs; performance.now() < until; await sleep(20)) {
    if (gateways.every(({ acknowledged, sent }) => acknowledged >= sent)) return;
  }
}

process.once('message', (order: LoadOrder) => {
  run(order)
    .then((result) => process.send?.({ kind: 'result', result }))
    .catch((problem: unknown) => {
      console.error(problem);
      process.exitCode = 1;
    })
    .finally(() => process.disconnect());
});
process.once('disconnect', () => process.exit());
