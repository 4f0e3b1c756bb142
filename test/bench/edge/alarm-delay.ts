import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt from 'mqtt';
import { liveTopics } from '../../../src/protocol/live.ts';
import { topics } from '../../../src/protocol/telemetry.ts';
import { Command } from '../../journey/support/command.ts';
import { hubsByHttp } from '../../support/hub-by-http.ts';
import { asCommander, type Persona } from '../../support/personas.ts';
import { benchStation, type Fleet, gatewayId } from './fleet.ts';
import { type HubStage, password } from './hub-stage.ts';
import { RawLine } from './raw-line.ts';
import { startLoad } from './run-load.ts';

export interface Delays {
  readonly rate: number;
  /** Publish → the row is in what a desk's own client pulled after the ring. */
  readonly client: {
    readonly samples: number;
    readonly missed: number;
    readonly p50Ms: number;
    readonly p99Ms: number;
  };
  /** Publish → the row stands on the page, in Chromium. */
  readonly chromium: { readonly samples: number; readonly p50Ms: number; readonly mostMs: number };
}

const longestMs = 15_000;

/** How long an alarm takes to a desk while the fleet's other gateways send `rate` messages a second. */
export async function alarmDelays(
  stage: HubStage,
  fleet: Fleet,
  { rate, samples, seen, boot }: { rate: number; samples: number; seen: number; boot: number },
): Promise<Delays> {
  const sender = fleet.gateways;
  const siren = await Siren.open(stage.hub.mqttPort, sender, boot);
  const desk = await Command.atDesk(stage.hub);
  await desk.enrols(stage.hub, 'administrator');
  await desk.looksAt('告警');
  const inCharge = await (
    await asCommander((await hubsByHttp(stage.database, join(stage.hub.dataFolder, 'keys')))(() => stage.hub.url))
  ).signIn();
  const order = { port: stage.hub.mqttPort, fleet, password, until: 'ack' as const, boot, rate, window: 1000 };
  const load = startLoad(`${rate} a second`, { ...order, warmMs: 0, runMs: samples * 300 + seen * 1500 + 3000 });
  await load.connected;
  await sleep(2000);
  const client = await clientDelays(stage, inCharge, siren, samples);
  const chromium = await chromiumDelays(desk, siren, sender, samples, seen);
  await load.result;
  siren.close();
  await desk.desk.dispose();
  return { rate, client, chromium };
}

/** A gateway whose sensors raise their own alarm, one after another. */
class Siren {
  readonly #line: RawLine;
  readonly #place: number;
  readonly #boot: number;
  #seq = 0;

  private constructor(line: RawLine, place: number, boot: number) {
    this.#line = line;
    this.#place = place;
    this.#boot = boot;
  }

  static async open(port: number, place: number, boot: number): Promise<Siren> {
    const login = { username: gatewayId(place), password };
    return new Siren(await RawLine.open(port, 'siren', login), place, boot);
  }

  raise(station: number): number {
    this.#seq += 1;
    const [at, id] = [Date.now() / 1000, benchStation(this.#place, station)];
    const e = [{ bn: `${id}:`, bt: at, n: 'smoke', u: '/', v: 0.97 }];
    const message = { v: 1, boot: this.#boot, seq: this.#seq, sent: at, h: 0, e, alarm: { kind: 'smoke', on: true } };
    this.#line.publish(topics.alarm(gatewayId(this.#place)), JSON.stringify(message));
    return Date.now();
  }

  close(): void {
    this.#line.close();
  }
}

async function clientDelays(
  { hub }: HubStage,
  persona: Persona,
  siren: Siren,
  samples: number,
): Promise<Delays['client']> {
  const url = `${hub.url.replace('http', 'ws')}/mqtt`;
  const headers = { cookie: persona.cookie, origin: hub.url };
  const client = await mqtt.connectAsync(url, { protocolVersion: 4, wsOptions: { headers } });
  await client.subscribeAsync(liveTopics.alarm);
  let rung: () => void = () => undefined;
  client.on('message', () => rung());
  let cursor = await endOf(persona, '');
  const took: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const ring = new Promise<void>((resolve) => {
      rung = resolve;
    });
    const sentAt = siren.raise(sample);
    const isRung = await Promise.race([ring.then(() => true), sleep(longestMs, false)]);
    const { changes, cursor: next } = await persona.pull(cursor);
    if (isRung && changes.some(({ entity }) => entity === 'alarm')) took.push(Date.now() - sentAt);
    cursor = next;
    await sleep(Math.max(0, 250 - (Date.now() - sentAt)));
  }
  client.end(true);
  return { samples, missed: samples - took.length, p50Ms: quantile(took, 0.5), p99Ms: quantile(took, 0.99) };
}

async function endOf(persona: Persona, from: string): Promise<string> {
  for (let cursor = from; ; ) {
    const page = await persona.pull(cursor);
    cursor = page.cursor;
    if (!page.more) return cursor;
  }
}

async function chromiumDelays(
  desk: Command,
  siren: Siren,
  sender: number,
  used: number,
  seen: number,
): Promise<Delays['chromium']> {
  const took: number[] = [];
  for (let sample = 0; sample < seen; sample += 1) {
    const name = benchStation(sender, used + sample);
    const shown = desk.page.locator('hl-alarm-board').getByText(name).first();
    const sentAt = siren.raise(used + sample);
    await shown.waitFor({ timeout: longestMs * 2 });
    took.push(Date.now() - sentAt);
    await sleep(500);
  }
  return { samples: seen, p50Ms: quantile(took, 0.5), mostMs: Math.max(...took) };
}

function quantile(took: readonly number[], share: number): number {
  return took.toSorted((a, b) => a - b)[Math.min(took.length - 1, Math.floor(took.length * share))] ?? Number.NaN;
}
