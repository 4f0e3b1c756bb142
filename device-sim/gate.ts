import type { SenmlRecord } from '../src/protocol/telemetry.ts';
import type { Random } from './seeded-random.ts';

/** Passages an hour by daylight, each way, by class. */
const passagesPerHour = { person: 50, car: 35, truck: 3, motorcycle: 9 } as const;

export interface Traffic {
  readonly in: number;
  readonly out: number;
}

const ordinary: Traffic = { in: 1, out: 1 };

/** A gate's counter: who passed in and out since its last report, the barrier, the tamper contact, the battery. */
export class Gate {
  readonly id: string;
  readonly #random: Random;
  #batteryPercent: number;

  constructor(id: string, random: Random) {
    this.id = id;
    this.#random = random;
    this.#batteryPercent = 80 + 20 * random();
  }

  /** One pack for the state of the gate and one for each class that passed within `sinceMs`; `traffic` as a multiple of an ordinary day's. */
  report(sinceMs: number, hourOfDay: number, traffic: Traffic = ordinary): SenmlRecord[][] {
    const passed = this.#passages(sinceMs, hourOfDay, traffic);
    this.#batteryPercent = Math.max(0, this.#batteryPercent - 0.0005);
    const state: SenmlRecord[] = [
      { bn: `${this.id}:`, n: 'barrier', vb: passed.length > 0 },
      { n: 'tamper', vb: false },
      { n: 'battery', u: '%EL', v: Math.round(this.#batteryPercent * 10) / 10 },
    ];
    return [state, ...passed];
  }

  #passages(sinceMs: number, hourOfDay: number, traffic: Traffic): SenmlRecord[][] {
    const share = hourOfDay >= 6 && hourOfDay < 19 ? 1 : 0.05;
    const packs: SenmlRecord[][] = [];
    for (const [kind, perHour] of Object.entries(passagesPerHour)) {
      const expected = (perHour * share * sinceMs) / 3_600_000;
      const [into, out] = [this.#poisson(expected * traffic.in), this.#poisson(expected * traffic.out)];
      if (into + out > 0) packs.push(passagePack(this.id, kind, into, out));
    }
    return packs;
  }

  /** Knuth's method; the expected numbers here are small. */
  #poisson(expected: number): number {
    let [count, product] = [0, this.#random()];
    for (const limit = Math.exp(-expected); product > limit; count++) product *= this.#random();
    return count;
  }
}

function passagePack(id: string, kind: string, into: number, out: number): SenmlRecord[] {
  return [
    { bn: `${id}:`, n: 'class', vs: kind },
    { n: 'in', u: 'count', v: into },
    { n: 'out', u: 'count', v: out },
  ];
}
