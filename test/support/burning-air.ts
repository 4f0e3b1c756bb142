import { type Random, seededRandom } from '../../device-sim/seeded-random.ts';
import type { Sample } from '../../src/domain/alarm/sample.ts';

/**
 * The air at one smoke sensor for a month, out of what is known of smoke and not of the alarm rules: particles of a fire bring
 * carbon monoxide (about 1 ppm with 115 µg/m³, half or twice of it by kind of fire), fog, dust and dirt bring none.
 */

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A span in which something burns: `kind` 'burn' is a permitted one. */
export interface Burning {
  readonly kind: 'smoulder' | 'grass' | 'gusty' | 'burn';
  readonly from: number;
  readonly to: number;
}

export interface Month {
  readonly samples: readonly Sample[];
  readonly burnings: readonly Burning[];
}

interface Disturbance {
  readonly from: number;
  readonly to: number;
  readonly strength: number;
}

export interface AirOptions {
  readonly stepMs?: number;
  readonly days?: number;
  readonly burns?: boolean;
  /** What burns beside this sensor too, as another's month told it. */
  readonly shared?: readonly Burning[];
}

/** One sensor's month from the moment 0, a sample every `stepMs`; fires of each kind and a permitted burn when `burns`. */
export function monthOfAir(seed: number, { stepMs = minute, days = 30, burns = true, shared }: AirOptions = {}): Month {
  const random = seededRandom(seed, 'air');
  const between = (low: number, high: number) => low + (high - low) * random();
  const somewhere = () => between(2, days - 1) * day;
  const spans = (count: number, low: number, high: number, strengths: readonly [number, number]): Disturbance[] =>
    Array.from({ length: count }, () => {
      const from = somewhere();
      return { from, to: from + between(low, high), strength: between(...strengths) };
    });
  const fog = Array.from({ length: days }, (_, index) => index)
    .filter(() => random() < 0.25)
    .map((index) => ({
      from: index * day + between(1, 4) * hour,
      to: index * day + between(5, 9) * hour,
      strength: between(0.1, 0.55),
    }));
  const dust = spans(3, hour, 6 * hour, [0.1, 0.45]);
  const exhaust = spans(8, 20_000, 80_000, [4, 18]);
  const own = burns
    ? (['smoulder', 'grass', 'gusty', 'burn'] as const).map((kind) => burning(kind, somewhere(), between))
    : [];
  const burnings = shared ?? own;
  const sensor = {
    ...{
      dirt: between(0.02, 0.07),
      soiling: between(0.002, 0.01),
      gain: between(0.75, 1.3),
      gasZero: between(-0.01, 0.012),
    },
  };
  const samples: Sample[] = [];
  for (let at = 0; at < days * day; at += stepMs) {
    const values = valuesAt({ at, random, sensor, fog, dust, exhaust, burnings });
    samples.push({ at, gateway: 'gw', boot: 1, seq: samples.length + 1, history: false, values });
  }
  return { samples, burnings };
}

function burning(kind: Burning['kind'], from: number, between: (low: number, high: number) => number): Fire {
  const kinds = {
    smoulder: {
      lasts: between(1, 3) * hour,
      rise: between(20, 60) * minute,
      peak: between(250, 600),
      gas: between(1.1, 2),
    },
    grass: {
      lasts: between(15, 50) * minute,
      rise: between(3, 8) * minute,
      peak: between(600, 1600),
      gas: between(0.5, 0.9),
    },
    gusty: {
      lasts: between(1, 2) * hour,
      rise: between(5, 20) * minute,
      peak: between(450, 1200),
      gas: between(0.7, 1.5),
    },
    burn: {
      lasts: between(1, 2) * hour,
      rise: between(5, 15) * minute,
      peak: between(150, 500),
      gas: between(0.8, 1.6),
    },
  };
  return { kind, from, to: from + kinds[kind].lasts, ...kinds[kind] };
}

interface Fire extends Burning {
  readonly rise: number;
  readonly peak: number;
  readonly gas: number;
}

interface Moment {
  readonly at: number;
  readonly random: Random;
  readonly sensor: { readonly dirt: number; readonly soiling: number; readonly gain: number; readonly gasZero: number };
  readonly fog: readonly Disturbance[];
  readonly dust: readonly Disturbance[];
  readonly exhaust: readonly Disturbance[];
  readonly burnings: readonly Burning[];
}

function valuesAt({ at, random, sensor, fog, dust, exhaust, burnings }: Moment): Sample['values'] {
  const noise = (width: number) => (random() - 0.5) * 2 * width;
  const within = (spans: readonly Disturbance[]) =>
    spans.filter(({ from, to }) => at >= from && at < to).reduce((most, { strength }) => Math.max(most, strength), 0);
  const [foggy, dusty, fumes] = [within(fog), within(dust), within(exhaust)];
  const fires = burnings.filter(isFire).filter(({ from, to }) => at >= from && at < to);
  const plume = fires.map((fire) => ({ particles: plumeOf(fire, at), gas: fire.gas }));
  const particles = plume.reduce((sum, one) => sum + one.particles, 0);
  const gas = plume.reduce((sum, one) => sum + (one.particles / 115) * one.gas, 0);
  const days = at / day;
  const warmth = Math.sin((days - 0.375) * 2 * Math.PI);
  const smoke = sensor.dirt + sensor.soiling * days + (particles / 1000) * sensor.gain + foggy + dusty + noise(0.015);
  return {
    smoke: round(Math.min(1, Math.max(0, smoke))),
    co: round(Math.max(0, 0.4 + sensor.gasZero * days + gas + fumes + noise(0.12))),
    pm2_5: round(Math.max(0, 20 + 12 * Math.sin(days) + particles + 400 * foggy + 2500 * dusty + noise(5))),
    temperature: round(9 + 8 * warmth + noise(0.3)),
    humidity: round(foggy > 0 ? 97 + noise(2) : 58 - 16 * warmth - (dusty > 0 ? 15 : 0) + noise(2)),
  };
}

/** Rises, stands, dies away; a gusty wind takes it off the sensor half of the time. */
function plumeOf({ kind, from, to, rise, peak }: Fire, at: number): number {
  const share = Math.min(1, (at - from) / rise, Math.max(0, (to - at) / rise));
  const gust = kind === 'gusty' && Math.sin((at - from) / (2.5 * minute)) < -0.2 ? 0.15 : 1;
  return peak * share * gust;
}

function isFire(one: Burning): one is Fire {
  return 'peak' in one;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
