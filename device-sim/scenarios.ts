import { seededRandom } from './seeded-random.ts';

/** What happens to one smoke sensor at a moment of scenario time (ms from the start). `alive` false: it is silent from here on. */
export interface Condition {
  readonly smoke: number;
  readonly alive: boolean;
}

export interface Scenario {
  /** The sensor it is about; null when nothing happens. */
  readonly sensor: string | null;
  condition(sensor: string, atMs: number): Condition;
}

/** Smoke of a smouldering bed of leaves over scenario seconds, straight between the points. The sensor dies at the last. */
const smoulder = [
  { atMs: 10_000, smoke: 0 },
  { atMs: 50_000, smoke: 0.72 },
  { atMs: 110_000, smoke: 0.72 },
  { atMs: 130_000, smoke: 0 },
] as const;
const deathAtMs = 160_000;

const calm: Condition = { smoke: 0, alive: true };

/** The scenarios by name. Each chooses its places from the seed. */
export const scenarios = {
  quiet: (): Scenario => ({ sensor: null, condition: () => calm }),
  smoulder: (seed: number, sensors: readonly string[]): Scenario => {
    const chosen = sensors[Math.floor(seededRandom(seed, 'smoulder')() * sensors.length)] ?? null;
    return { sensor: chosen, condition: (sensor, atMs) => (sensor === chosen ? smouldering(atMs) : calm) };
  },
} as const satisfies Record<string, (seed: number, sensors: readonly string[]) => Scenario>;
export type ScenarioName = keyof typeof scenarios;

function smouldering(atMs: number): Condition {
  const next = smoulder.findIndex((point) => point.atMs > atMs);
  const [from, to] = [smoulder[next - 1], smoulder[next]];
  const smoke = from && to ? from.smoke + ((to.smoke - from.smoke) * (atMs - from.atMs)) / (to.atMs - from.atMs) : 0;
  return { smoke, alive: atMs < deathAtMs };
}
