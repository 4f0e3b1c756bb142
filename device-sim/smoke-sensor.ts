import type { SenmlRecord } from '../src/protocol/telemetry.ts';
import type { Random } from './seeded-random.ts';

/** What the air does to a sensor at one moment of a scenario: smoke as a share of its range, 0–1. */
export interface Air {
  readonly smoke: number;
  /** What the optics have gathered besides: no gas and no warmth come with it. */
  readonly drift?: number;
  /** Instead of the battery's own slow way down. */
  readonly batteryPercent?: number;
}

/** Above this a sensor raises its own alarm, below `clearAt` it takes it back. */
const ownAlarm = { raiseAt: 0.9, clearAt: 0.6 };

/** A smoke sensor: its own level of dust, drift and battery, seeded. */
export class SmokeSensor {
  readonly id: string;
  readonly #random: Random;
  readonly #dust: number;
  #batteryPercent: number;
  #alarmed = false;

  constructor(id: string, random: Random) {
    this.id = id;
    this.#random = random;
    this.#dust = 0.02 + 0.05 * random();
    this.#batteryPercent = 70 + 30 * random();
  }

  /** One report, without its time, and the change of the sensor's own alarm, if there is one. */
  measure(air: Air, hourOfDay: number): { e: SenmlRecord[]; alarm: boolean | null } {
    const smoke = clamp(this.#dust + air.smoke + (air.drift ?? 0) + this.#noise(0.015), 0, 1);
    const warmth = Math.sin(((hourOfDay - 9) / 24) * 2 * Math.PI);
    this.#batteryPercent = air.batteryPercent ?? Math.max(0, this.#batteryPercent - 0.0005);
    const e: SenmlRecord[] = [
      {
        bn: `${this.id}:`,
        n: 'pm2_5',
        u: 'ug/m3',
        v: round(18 + 420 * air.smoke + this.#noise(4), 1),
      },
      { n: 'co', u: 'ppm', v: round(Math.max(0, 0.4 + 38 * air.smoke + this.#noise(0.15)), 2) },
      { n: 'temperature', u: 'Cel', v: round(11 + 6 * warmth + 9 * air.smoke + this.#noise(0.2), 1) },
      { n: 'humidity', u: '%RH', v: round(clamp(52 - 14 * warmth - 10 * air.smoke + this.#noise(1), 5, 100), 1) },
      { n: 'battery', u: '%EL', v: round(this.#batteryPercent, 1) },
      { n: 'smoke', u: '/', v: round(smoke, 3) },
    ];
    return { e, alarm: this.#weighOwnAlarm(smoke) };
  }

  #weighOwnAlarm(smoke: number): boolean | null {
    const alarmed = this.#alarmed ? smoke > ownAlarm.clearAt : smoke >= ownAlarm.raiseAt;
    if (alarmed === this.#alarmed) return null;
    this.#alarmed = alarmed;
    return alarmed;
  }

  #noise(width: number): number {
    return (this.#random() - 0.5) * 2 * width;
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
