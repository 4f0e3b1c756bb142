import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aedes } from 'aedes';
import { parse } from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LinkShape } from '../../device-sim/link.ts';
import { type Scenario, type ScenarioName, scenarios } from '../../device-sim/scenarios.ts';
import { type RunningSite, startSite } from '../../device-sim/start-site.ts';
import { resolveSenml, type Telemetry, telemetrySchema } from '../../src/protocol/telemetry.ts';
import { eventually } from '../support/eventually.ts';

let folder: string;
let broker: InstanceType<typeof Aedes>;
let server: Server;
let heard: { topic: string; payload: string }[];
const running: RunningSite[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hulin-site-'));
  heard = [];
  own = new Map();
  upTo = 0;
  broker = await Aedes.createBroker({
    authorizePublish: (_client, { topic, payload }, done) => {
      heard.push({ topic, payload: payload.toString() });
      hearOwn(topic, payload.toString());
      done();
    },
  });
  server = createServer((socket) => broker.handle(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  for (const site of running.splice(0)) await site.stop();
  await new Promise<void>((resolve) => broker.close(() => resolve()));
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

const station = (id: string, kind: 'smoke-sensor' | 'gate') => ({ id, kind, heartbeatMs: 10_000 });
const gateway = {
  id: 'gw-a',
  secret: '',
  stations: [station('a-smoke-01', 'smoke-sensor'), station('a-gate', 'gate')],
};

function start(name: ScenarioName, rate = 100, instead: Partial<Scenario> = {}): RunningSite {
  const site = { gateways: ['gw-a'], sensors: [{ id: 'a-smoke-01' }] };
  const scenario: Scenario = { ...scenarios[name](1, site), ...instead };
  const { port } = server.address() as { port: number };
  const victim = { gateway: 'gw-b', station: 'b-smoke-01' };
  const started = startSite(gateway, {
    ...{ scenario, seed: 1, rate, url: `mqtt://127.0.0.1:${port}`, folder, say: () => {}, victim },
    certificates: null,
  });
  running.push(started);
  return started;
}

/** What the gateway itself said, each number once. */
let own: Map<number, Telemetry>;
let upTo: number;

function hearOwn(topic: string, payload: string): void {
  if (topic !== 'hulin/v1/gw-a/tel') return;
  const message = parse(telemetrySchema, JSON.parse(payload));
  own.set(message.seq, message);
  while (own.has(upTo + 1)) upTo++;
}

/** Lets go of what came without a hole, as a hub does. */
function acknowledge(): void {
  const ack = { topic: 'hulin/v1/gw-a/ack', payload: JSON.stringify({ boot: 1, upTo }) };
  broker.publish({ cmd: 'publish', ...ack, qos: 1, dup: false, retain: false }, () => {});
}

describe('week-offline', () => {
  it('brings a week of measurements with their own times as history, with the smoke in the middle of it, then goes on live', async () => {
    start('week-offline', 1);
    const minutesAgo = Date.now() - 300_000;
    const smokeOf = (isPast: boolean) =>
      [...own.values()]
        .filter(({ e }) => e[0]?.bn === 'a-smoke-01:')
        .flatMap(({ e, sent, h }) => resolveSenml(e, sent).map((reading) => ({ ...reading, h })))
        .filter(({ name, measuredAt }) => name === 'smoke' && measuredAt < minutesAgo === isPast);
    await eventually(
      () => {
        acknowledge();
        return upTo >= 7 * 24 * 6 && smokeOf(true).length === 7 * 24 * 6 && smokeOf(false).some(({ h }) => h === 0);
      },
      (isWhole) => isWhole,
      100_000,
    );
    const smoke = smokeOf(true);
    expect(new Set(smoke.map(({ h }) => h))).toEqual(new Set([1]));
    const ages = smoke.filter(({ value }) => Number(value) > 0.5).map(({ measuredAt }) => Date.now() - measuredAt);
    const day = 24 * 3_600_000;
    expect(ages.length).toBeGreaterThan(0);
    for (const age of ages) expect(Math.abs(age - 3.5 * day)).toBeLessThan(day / 24);
  }, 120_000);
});

describe('flaky-link', () => {
  it('cuts the line again and again and in the end loses no number', async () => {
    const link: LinkShape = {
      ...scenarios['flaky-link']().link,
      bytesPerSecond: 100_000,
      latencyMs: [10, 60],
      upMs: [2500, 4000],
      downMs: [300, 900],
    };
    const site = start('flaky-link', 200, { link });
    const { cuts, stop } = watchLine();
    await eventually(
      () => {
        acknowledge();
        return cuts() >= 1 && site.gateway.connected && site.gateway.journal.ackedUpTo(1) > 20;
      },
      (isEnough) => isEnough,
      150_000,
    );
    stop();
    expect(site.gateway.journal.ackedUpTo(1)).toBeLessThanOrEqual(upTo);
  }, 200_000);
});

/** How often the gateway's connection ended. */
function watchLine() {
  let count = 0;
  const onGone = () => count++;
  broker.on('clientDisconnect', onGone);
  return { cuts: () => count, stop: () => broker.off('clientDisconnect', onGone) };
}

describe('flood', () => {
  it('sends hundreds of messages a second, numbered and kept like any other', async () => {
    const site = start('flood', 1);
    await eventually(
      () => {
        acknowledge();
        return own.size;
      },
      (count) => count > 300,
      30_000,
    );
    expect(site.gateway.journal.oldest()).toEqual({ boot: 1, seq: 1 });
  }, 60_000);
});

describe('liar', () => {
  it('speaks for another gateway, for the hub and for a station of another', async () => {
    start('liar', 1);
    const foreign = [
      'hulin/v1/gw-b/tel',
      'hulin/v1/gw-b/alarm',
      'hulin/v1/gw-b/ack',
      'hulin/v1/gw-b/state',
      'hulin/v1/live/all',
    ];
    await eventually(
      () => foreign.every((topic) => heard.some((one) => one.topic === topic)),
      (all) => all,
    );
    const lie = await eventually(
      () => [...own.values()].find(({ e }) => e.some(({ bn }) => bn === 'b-smoke-01:')),
      (found) => found !== undefined,
    );
    expect(lie?.seq).toBeGreaterThan(0);
  });
});
