import type { SenmlRecord } from '../src/protocol/telemetry.ts';
import type { Credentials } from './credentials.ts';
import { Gate } from './gate.ts';
import type { MessageDraft } from './journal-record.ts';
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

/** What a station has to say at a moment of scenario time, with the true time (epoch ms) for what depends on the hour. */
type Reporter = (atMs: number, trueMs: number) => MessageDraft[];

/** So many messages wait for one sync when a week is made up. */
const historyBatch = 500;

/** Lets the stations behind a gateway report through it until the answer is called. */
export function simulateStations(
  gateway: Gateway,
  stations: readonly Station[],
  options: SimulationOptions,
): () => void {
  const startedAt = Date.now();
  const stops = stations.map((station) => {
    const report = reporter(station, options);
    if (!report) return () => {};
    const tick = () => {
      const drafts = report((Date.now() - startedAt) * options.rate, Date.now());
      Promise.all(drafts.map((draft) => gateway.record(draft))).catch(options.onProblem);
    };
    return repeat(tick, station.heartbeatMs / options.rate, seededRandom(options.seed, `phase ${station.id}`)());
  });
  return () => {
    for (const stop of stops) stop();
  };
}

/** Journals what stations measured while the line was down, up to now. All on disk when it resolves. */
export async function recordOffline(
  gateway: Gateway,
  stations: readonly Station[],
  options: SimulationOptions,
): Promise<void> {
  const { forMs, everyMs } = options.scenario.offline ?? { forMs: 0, everyMs: 1 };
  const reporters = stations.flatMap((station) => reporter(station, options) ?? []);
  const now = Date.now();
  let waiting: Promise<unknown>[] = [];
  for (let atMs = -forMs; atMs < 0; atMs += everyMs) {
    const drafts = reporters.flatMap((report) => report(atMs, now + atMs));
    waiting.push(...drafts.map((draft) => gateway.record(measuredAt(draft, now + atMs))));
    if (waiting.length < historyBatch) continue;
    await Promise.all(waiting);
    waiting = [];
  }
  await Promise.all(waiting);
}

function measuredAt(draft: MessageDraft, trueMs: number): MessageDraft {
  const [first, ...rest] = draft.e;
  return first ? { ...draft, e: [{ ...first, bt: trueMs / 1000 }, ...rest] } : draft;
}

function reporter(station: Station, { scenario, seed }: SimulationOptions): Reporter | null {
  const random = seededRandom(seed, station.id);
  if (station.kind === 'smoke-sensor') return smokeReporter(new SmokeSensor(station.id, random), scenario);
  if (station.kind === 'gate') return gateReporter(new Gate(station.id, random), scenario);
  return null;
}

function smokeReporter(sensor: SmokeSensor, scenario: Scenario): Reporter {
  return (atMs, trueMs) => {
    const { alive, ...air } = scenario.condition(sensor.id, atMs);
    if (!alive) return [];
    const { e, alarm } = sensor.measure(air, weihaiHour(trueMs));
    return [alarm === null ? telemetry(e) : { leaf: 'alarm', e, alarm: { kind: 'smoke', on: alarm } }];
  };
}

function gateReporter(gate: Gate, scenario: Scenario): Reporter {
  let lastMs: number | null = null;
  return (atMs, trueMs) => {
    const packs = gate.report(atMs - (lastMs ?? Math.min(atMs, 0)), weihaiHour(trueMs), scenario.traffic?.(atMs));
    lastMs = atMs;
    return packs.map(telemetry);
  };
}

function telemetry(e: SenmlRecord[]): MessageDraft {
  return { leaf: 'tel', e };
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
function weihaiHour(trueMs: number): number {
  return (((trueMs / 3_600_000 + 8) % 24) + 24) % 24;
}
