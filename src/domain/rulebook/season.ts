import { yearlyDateIn } from '../clock/civil-date.ts';
import type { Rulebook, RulePeriod } from './rulebook.ts';

/** The days of one run of a period on which the rulebook is in force: civil dates, both included. */
export interface Season {
  readonly fromOn: string;
  readonly toOn: string;
}

type Dates = Pick<Rulebook, 'inForceOn' | 'expiresOn'>;

/** Whether the rulebook is in force on a civil date. */
export function isInForce({ inForceOn, expiresOn }: Dates, date: string): boolean {
  return inForceOn <= date && (expiresOn === null || date <= expiresOn);
}

/** The run of one period a civil date lies in, cut to the rulebook's days in force; null outside any. */
export function runOn(rulebook: Dates, period: RulePeriod, date: string): Season | null {
  return runsAround(rulebook, period, date).find(({ fromOn, toOn }) => fromOn <= date && date <= toOn) ?? null;
}

/** The next run of one period that begins after a civil date; null when there is none any more. */
export function runAfter(rulebook: Dates, period: RulePeriod, date: string): Season | null {
  return runsAround(rulebook, period, date).find(({ fromOn }) => fromOn > date) ?? null;
}

/** The season a civil date lies in, of whichever period runs longest from then; null outside any. */
export function seasonOn(rulebook: Rulebook, date: string): Season | null {
  const running = rulebook.periods.flatMap((period) => runOn(rulebook, period, date) ?? []);
  return running.reduce<Season | null>((longest, run) => (longest && longest.toOn >= run.toOn ? longest : run), null);
}

/** Whether a civil date lies in a season of the rulebook while it is in force. */
export function isInSeason(rulebook: Rulebook, date: string): boolean {
  return seasonOn(rulebook, date) !== null;
}

/** The first day of the next season, of any period, that begins after a civil date; null when the rulebook has none any more. */
export function nextSeasonFrom(rulebook: Rulebook, date: string): string | null {
  const first = rulebook.periods.flatMap((period) => runAfter(rulebook, period, date)?.fromOn ?? []).sort();
  return first[0] ?? null;
}

/** The runs of a period about a civil date, ascending; before the rulebook's own days, its first ones. */
function runsAround({ inForceOn, expiresOn }: Dates, period: RulePeriod, date: string): Season[] {
  const year = Math.max(yearOf(date), yearOf(inForceOn));
  const whole = period.every === 'once' ? [onceOf(period)] : [-1, 0, 1].map((step) => inYear(period, year + step));
  return whole
    .map(({ fromOn, toOn }) => ({ fromOn: later(fromOn, inForceOn), toOn: earlier(toOn, expiresOn ?? toOn) }))
    .filter(({ fromOn, toOn }) => fromOn <= toOn);
}

function onceOf({ from, to }: RulePeriod): Season {
  return { fromOn: from, toOn: to };
}

function inYear({ from, to }: RulePeriod, year: number): Season {
  return { fromOn: yearlyDateIn(year, from), toOn: yearlyDateIn(from > to ? year + 1 : year, to) };
}

function yearOf(date: string): number {
  return Number(date.slice(0, 4));
}

function later(one: string, other: string): string {
  return one > other ? one : other;
}

function earlier(one: string, other: string): string {
  return one < other ? one : other;
}
