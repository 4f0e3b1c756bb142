import { startOfCivilDate } from '../clock/civil-date.ts';
import type { Rulebook } from './rulebook.ts';

/** How long a rulebook still holds: `daysLeft` more days after this one, 0 on its last. */
export type Expiry =
  | { readonly kind: 'ending'; readonly lastOn: string; readonly daysLeft: number }
  | { readonly kind: 'ended'; readonly lastOn: string };

const dayMs = 24 * 3_600_000;

/** What is to be announced of a rulebook's end on a civil date: from a year before it no longer holds, and ever after; null before that. */
export function weighExpiry({ expiresOn }: Pick<Rulebook, 'expiresOn'>, date: string): Expiry | null {
  if (expiresOn === null) return null;
  if (date > expiresOn) return { kind: 'ended', lastOn: expiresOn };
  const daysLeft = Math.round((startOfCivilDate(expiresOn) - startOfCivilDate(date)) / dayMs);
  return date > yearBefore(expiresOn) ? { kind: 'ending', lastOn: expiresOn, daysLeft } : null;
}

/** The same day of the year before; of 29 February, the 28th. */
function yearBefore(date: string): string {
  const monthDay = date.slice(5) === '02-29' ? '02-28' : date.slice(5);
  return `${Number(date.slice(0, 4)) - 1}-${monthDay}`;
}
