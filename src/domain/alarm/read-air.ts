import type { AirState, AlarmRuleBook } from './alarm-rule-book.ts';
import { type Quantity, quantities, type Sample } from './sample.ts';

/** The newest value of a quantity, when it was measured, and since when it has been the very same. */
export interface Held {
  readonly value: number;
  readonly at: number;
  readonly since: number;
}
export type HeldValues = Readonly<Partial<Record<Quantity, Held>>>;

/** The values known after a sample. */
export function holdValues(held: HeldValues, { at, values }: Pick<Sample, 'at' | 'values'>): HeldValues {
  const next: Partial<Record<Quantity, Held>> = { ...held };
  for (const name of quantities) {
    const value = values[name];
    if (value === undefined) continue;
    const before = held[name];
    next[name] = { value, at, since: before?.value === value ? before.since : at };
  }
  return next;
}

/**
 * What the air is like at `at`, epoch ms, out of the newest values; `usual` answers the usual level of a drifting quantity.
 *
 * | Gas known, fresh and not stuck? | Above its usual level? | gas     |
 * |---------------------------------|------------------------|---------|
 * | no                              | –                      | unknown |
 * | yes                             | yes                    | risen   |
 * | yes                             | no                     | none    |
 *
 * Fire weather is dry, hot or windy by a value that is fresh and has changed within `weatherStuckMs`.
 */
export function readAir(
  held: HeldValues,
  usual: (name: 'co' | 'pm2_5') => number,
  at: number,
  book: AlarmRuleBook,
): AirState {
  const gas = freshValue(held.co, at, book);
  const isStuck = held.co !== undefined && at - held.co.since > book.stuckMs;
  const { haze } = book;
  const dust = freshValue(held.pm2_5, at, book);
  const humidity = freshValue(held.humidity, at, book);
  return {
    gas: gas === null || isStuck ? 'unknown' : gas - usual('co') >= book.gasRisenBy ? 'risen' : 'none',
    isHazy: (humidity !== null && humidity >= haze.humidity) || (dust !== null && dust - usual('pm2_5') >= haze.pm2_5),
    isFireWeather: weathers.some((name) => isFierce(held, name, at, book) && !isWeatherStuck(held, name, at, book)),
  };
}

const weathers = ['humidity', 'temperature', 'wind'] as const;
type Weather = (typeof weathers)[number];

/** What would make fire weather at `at` and does not: it has been the very same for too long to be weather. */
export function weatherIgnored(held: HeldValues, at: number, book: AlarmRuleBook): readonly Weather[] {
  return weathers.filter((name) => isFierce(held, name, at, book) && isWeatherStuck(held, name, at, book));
}

function isFierce(held: HeldValues, name: Weather, at: number, book: AlarmRuleBook): boolean {
  const value = freshValue(held[name], at, book);
  const limit = book.fireWeather[name];
  return value !== null && (name === 'humidity' ? value <= limit : value >= limit);
}

function isWeatherStuck(held: HeldValues, name: Weather, at: number, { weatherStuckMs }: AlarmRuleBook): boolean {
  const one = held[name];
  return one !== undefined && at - one.since > weatherStuckMs;
}

function freshValue(held: Held | undefined, at: number, { freshMs }: AlarmRuleBook): number | null {
  return held && at - held.at <= freshMs ? held.value : null;
}
