import type { Credentials } from './credentials.ts';
import { Gate } from './gate.ts';
import type { Scenario } from './scenarios.ts';
import { seededRandom } from './seeded-random.ts';
import { SmokeSensor } from './smoke-sensor.ts';
import type { Gateway } from './start-gateway.ts';

type Station = Credentials['gateways'][number]['stations'][number];

export interface SimulationOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  /** Scenario seconds in one second; heartbeats come so much faster. Measured times stay the true ones. */
  readonly rate: number;
  readonly onProblem: (problem: unknown) => void;
}

/** Lets the stations behind a gateway report through it until the answer is called. */
export function simulateStations(
  gateway: Gateway,
  stations: readonly Station[],
  options: SimulationOptions,
): () => void {
  const startedAt = Date.now();
  const stops = stations.map((station) => {
    const report = reporter(gateway, station, options);
    if (!report) return () => {};
    const tick = () => {
      report((Date.now() - startedAt) * options.rate).catch(options.onProblem);
    };
    return repeat(tick, station.heartbeatMs / options.rate, seededRandom(options.seed, `phase ${station.id}`)());
  });
  return () => {
    for (const stop of stops) stop();
  };
}

function reporter(
  gateway: Gateway,
  station: Station,
  { scenario, seed }: SimulationOptions,
): ((atMs: number) => Promise<void>) | null {
  const random = seededRandom(seed, station.id);
  if (station.kind === 'smoke-sensor') return smokeReporter(gateway, new SmokeSensor(station.id, random), scenario);
  if (station.kind === 'gate') return gateReporter(gateway, new Gate(station.id, random));
  return null;
}

function smokeReporter(gateway: Gateway, sensor: SmokeSensor, scenario: Scenario): (atMs: number) => Promise<void> {
  return async (atMs) => {
    const { smoke, alive } = scenario.condition(sensor.id, atMs);
    if (!alive) return;
    const { e, alarm } = sensor.measure({ smoke }, Date.now() / 1000, weihaiHour());
    if (alarm === null) await gateway.record({ leaf: 'tel', e });
    else await gateway.record({ leaf: 'alarm', e, alarm: { kind: 'smoke', on: alarm } });
  };
}

function gateReporter(gateway: Gateway, gate: Gate): (atMs: number) => Promise<void> {
  let lastMs = 0;
  return async (atMs) => {
    const packs = gate.report(atMs - lastMs, Date.now() / 1000, weihaiHour());
    lastMs = atMs;
    for (const e of packs) await gateway.record({ leaf: 'tel', e });
  };
}

/** Every `everyMs`, the first within a share `phase` of it, so that stations do not speak in chorus. */
function repeat(tick: () => void, everyMs: number, phase: number): () => void {
  let timer = setTimeout(() => {
    tick();
    timer = setInterval(tick, everyMs);
  }, phase * everyMs);
  return () => clearTimeout(timer);
}

/** Hour of day by Weihai's clock (UTC+8), with its fraction. */
function weihaiHour(): number {
  return (((Date.now() / 3_600_000 + 8) % 24) + 24) % 24;
}
