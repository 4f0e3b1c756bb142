import type { Traffic } from './gate.ts';
import type { LinkShape } from './link.ts';
import { runningFire } from './running-fire.ts';
import { seededRandom } from './seeded-random.ts';
import type { Air } from './smoke-sensor.ts';

/** What happens to one smoke sensor at a moment of scenario time (ms from the start). `alive` false: it is silent from here on. */
export interface Condition extends Air {
  readonly alive: boolean;
}

/** Where a scenario takes place. */
export interface Site {
  readonly gateways: readonly string[];
  readonly sensors: readonly {
    readonly id: string;
    readonly lon?: number | undefined;
    readonly lat?: number | undefined;
  }[];
}

export interface Scenario {
  /** The station it is about; null when it is about none or all. */
  readonly chosen: string | null;
  condition(sensor: string, atMs: number): Condition;
  traffic?(atMs: number): Traffic;
  readonly link?: LinkShape;
  /** Cut off for so long before the start: what was measured every `everyMs` waits in the journal. Scenario times are negative then. */
  readonly offline?: { readonly forMs: number; readonly everyMs: number };
  /** The chosen gateway sends so many messages a second more than it should. */
  readonly floodPerSecond?: number;
  /** The chosen gateway speaks for others. */
  readonly lies?: boolean;
}

/** Smoke of a smouldering bed of leaves over scenario seconds, straight between the points. The sensor dies at the last. */
const smoulder = [
  { atMs: 10_000, smoke: 0 },
  { atMs: 50_000, smoke: 0.72 },
  { atMs: 110_000, smoke: 0.72 },
  { atMs: 130_000, smoke: 0 },
] as const;
const deathAtMs = 160_000;

const minute = 60_000;
const day = 24 * 60 * minute;
const calm: Condition = { smoke: 0, alive: true };
const nothing = { chosen: null, condition: () => calm };

/** The scenarios by name. Each chooses its places from the seed. */
export const scenarios = {
  /** Nothing happens. */
  quiet: () => nothing,
  /** Leaves smoulder at one sensor; in the end it dies. */
  smoulder: (seed, site) => at(pickSensor(seed, site), smouldering),
  /** A front runs over one hill with the wind, sensor after sensor; those it has passed are burnt. */
  'running-fire': (seed, site) => ({ chosen: null, condition: runningFire(seed, site) }),
  /** Eight times as many come in as on an ordinary day, fewer go out: many are still inside. */
  'holiday-traffic': () => ({ ...nothing, traffic: () => ({ in: 8, out: 3 }) }),
  /** A slow line with losses, cut every half minute. */
  'flaky-link': () => ({ ...nothing, link: flaky }),
  /** The line comes back after a week; in the middle of it leaves smouldered at one sensor for half an hour. */
  'week-offline': (seed, site) => ({
    ...at(pickSensor(seed, site), (atMs) => ({
      smoke: Math.abs(atMs + 3.5 * day) <= 15 * minute ? 0.7 : 0,
      alive: true,
    })),
    offline: { forMs: 7 * day, everyMs: 10 * minute },
  }),
  /** One gateway has gone mad and sends three hundred messages a second. */
  flood: (seed, site) => ({ ...nothing, chosen: pick(seed, site.gateways), floodPerSecond: 300 }),
  /** One gateway speaks for the others, for the hub and for stations that are not its own. */
  liar: (seed, site) => ({ ...nothing, chosen: pick(seed, site.gateways), lies: true }),
  /** Dust gathers in the optics of one sensor: smoke without gas or warmth, ever more. */
  drift: (seed, site) => at(pickSensor(seed, site), (atMs) => ({ ...calm, drift: Math.min(0.65, atMs / 500_000) })),
  /** One sensor's battery runs down within two minutes; then it is silent. */
  'dead-battery': (seed, site) =>
    at(pickSensor(seed, site), (atMs) => ({
      ...calm,
      batteryPercent: Math.max(0, Math.round(30 - atMs / 4000)),
      alive: atMs < 2 * minute,
    })),
} as const satisfies Record<string, (seed: number, site: Site) => Scenario>;
export type ScenarioName = keyof typeof scenarios;

const flaky: LinkShape = {
  ...{ bytesPerSecond: 6000, latencyMs: [150, 900], lossShare: 0.03, stallMs: 1500 },
  ...{ upMs: [10_000, 50_000], downMs: [3000, 20_000] },
};

function at(chosen: string | null, happens: (atMs: number) => Condition): Scenario {
  return { chosen, condition: (sensor, atMs) => (sensor === chosen ? happens(atMs) : calm) };
}

function pick(seed: number, from: readonly string[]): string | null {
  return from[Math.floor(seededRandom(seed, 'smoulder')() * from.length)] ?? null;
}

function pickSensor(seed: number, { sensors }: Site): string | null {
  return pick(
    seed,
    sensors.map(({ id }) => id),
  );
}

function smouldering(atMs: number): Condition {
  const next = smoulder.findIndex((point) => point.atMs > atMs);
  const [from, to] = [smoulder[next - 1], smoulder[next]];
  const smoke = from && to ? from.smoke + ((to.smoke - from.smoke) * (atMs - from.atMs)) / (to.atMs - from.atMs) : 0;
  return { smoke, alive: atMs < deathAtMs };
}
