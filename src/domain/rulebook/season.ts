import { yearlyDateIn } from '../clock/civil-date.ts';
import type { Rulebook } from './rulebook.ts';

/** The days of one season on which the rulebook is in force: civil dates, both included. */
export interface Season {
  readonly fromOn: string;
  readonly toOn: string;
}

/** Whether the rulebook is in force on a civil date. */
export function isInForce(rulebook: Rulebook, date: string): boolean {
  return rulebook.inForceOn <= date && date <= rulebook.expiresOn;
}

/** Whether a civil date lies in a season of the rulebook while it is in force. */
export function isInSeason(rulebook: Rulebook, date: string): boolean {
  return seasonOn(rulebook, date) !== null;
}

/** The season a civil date lies in, cut to the rulebook's days in force; null outside any. */
export function seasonOn(rulebook: Rulebook, date: string): Season | null {
  return seasonsOf(rulebook).find(({ fromOn, toOn }) => fromOn <= date && date <= toOn) ?? null;
}

/** The first day of the next season that begins after a civil date; null when the rulebook has none any more. */
export function nextSeasonFrom(rulebook: Rulebook, date: string): string | null {
  return seasonsOf(rulebook).find(({ fromOn }) => fromOn > date)?.fromOn ?? null;
}

/** Every season of the rulebook, ascending: a season that would begin after its end runs over New Year. */
function seasonsOf({ season, inForceOn, expiresOn }: Rulebook): Season[] {
  const isOverNewYear = season.from > season.to;
  const firstYear = yearOf(inForceOn) - 1;
  return Array.from({ length: yearOf(expiresOn) - firstYear + 1 }, (_, index) => firstYear + index)
    .map((year) => ({
      fromOn: later(yearlyDateIn(year, season.from), inForceOn),
      toOn: earlier(yearlyDateIn(isOverNewYear ? year + 1 : year, season.to), expiresOn),
    }))
    .filter(({ fromOn, toOn }) => fromOn <= toOn);
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
