/**
 * Civil time in Weihai: Asia/Shanghai, UTC+8 all year (no summer time since 1991), by arithmetic alone, so that a phone
 * set to any zone comes to the same date.
 */
const shanghaiOffsetMs = 8 * 3_600_000;
const dayMs = 24 * 3_600_000;

/** The civil date `YYYY-MM-DD` in Weihai at a moment (epoch ms). */
export function civilDateAt(at: number): string {
  return new Date(at + shanghaiOffsetMs).toISOString().slice(0, 10);
}

/** The civil time `HH:MM:SS` in Weihai at a moment (epoch ms). */
export function civilTimeAt(at: number): string {
  return new Date(at + shanghaiOffsetMs).toISOString().slice(11, 19);
}

/** The moment (epoch ms) at which a civil date begins in Weihai. */
export function startOfCivilDate(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) - shanghaiOffsetMs;
}

/** The first midnight in Weihai after a moment (epoch ms). */
export function nextCivilMidnight(at: number): number {
  return startOfCivilDate(civilDateAt(at)) + dayMs;
}

/** A yearly date `MM-DD` in a given year; 29 February becomes the 28th in a year without it. */
export function yearlyDateIn(year: number, monthDay: string): string {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return `${String(year).padStart(4, '0')}-${monthDay === '02-29' && !isLeap ? '02-28' : monthDay}`;
}
