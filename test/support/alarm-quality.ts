import { builtInAlarmRules } from '../../src/domain/alarm/built-in-alarm-rules.ts';
import { findEpisodes } from '../../src/domain/alarm/fold-samples.ts';
import { rulesForHeartbeat } from '../../src/domain/alarm/rules-for-heartbeat.ts';
import { type Burning, monthOfAir } from './burning-air.ts';

/** What the rules make of some sensors' months. */
export interface AlarmQuality {
  readonly months: number;
  readonly fires: number;
  /** Fires without any alarm while they burnt, by kind. */
  readonly missed: readonly string[];
  /** Alarms in which nothing burnt. */
  readonly falseAlarms: number;
  /** Alarms of a permitted burn: a permit explains them. */
  readonly explained: number;
  readonly falsePerSensorMonth: number;
}

/** Folds one month of air for each seed, at a sensor that says a word every step. Fires are found when an alarm begins between their beginning and their end. */
export function measureAlarms(seeds: readonly number[], options: Parameters<typeof monthOfAir>[1] = {}): AlarmQuality {
  const book = rulesForHeartbeat(builtInAlarmRules, options.stepMs ?? 60_000);
  let [fires, falseAlarms, explained] = [0, 0, 0];
  const missed: string[] = [];
  for (const seed of seeds) {
    const { samples, burnings } = monthOfAir(seed, options);
    const episodes = findEpisodes(samples, book);
    const isIn = ({ from, to }: Burning, at: number) => at >= from && at <= to;
    for (const fire of burnings.filter(({ kind }) => kind !== 'burn')) {
      fires += 1;
      if (!episodes.some(({ opening, closing }) => opening.at <= fire.to && (closing?.at ?? Infinity) >= fire.from)) {
        missed.push(`${fire.kind} of seed ${seed}`);
      }
    }
    const idle = episodes.filter(({ opening }) => !burnings.some((one) => isIn(one, opening.at)));
    falseAlarms += idle.length;
    explained += episodes.filter(({ opening }) =>
      burnings.some((one) => one.kind === 'burn' && isIn(one, opening.at)),
    ).length;
  }
  const months = seeds.length * ((options.days ?? 30) / 30);
  return { months, fires, missed, falseAlarms, explained, falsePerSensorMonth: falseAlarms / months };
}
