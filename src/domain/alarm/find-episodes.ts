import { weighReading } from './weigh-reading.ts';

/** One smoke value at the moment its sensor measured it, epoch ms. */
export interface MeasuredSmoke {
  readonly measuredAt: number;
  readonly smoke: number;
}

/** From the reading that raises to the reading that clears; `closing` is null while it lasts. */
export interface Episode<R extends MeasuredSmoke> {
  readonly opening: R;
  readonly closing: R | null;
}

/** The times of smoke in a sensor's readings, given in order of measuring and beginning without alarm. */
export function findEpisodes<R extends MeasuredSmoke>(readings: readonly R[]): Episode<R>[] {
  const episodes: Episode<R>[] = [];
  let opening: R | null = null;
  for (const reading of readings) {
    const weighing = weighReading(opening !== null, reading.smoke);
    if (weighing === 'raise') opening = reading;
    if (weighing === 'clear' && opening) {
      episodes.push({ opening, closing: reading });
      opening = null;
    }
  }
  if (opening) episodes.push({ opening, closing: null });
  return episodes;
}
