import type { Queryable } from '../ports.ts';

/** Longer without its daily work, and a hub rather believes that its clock is wrong. */
const believableDays = 31;
/** So long the days must then go on as they began. */
const provingDays = 3;

/** Names in `daily_job`. Persisted. */
const done = 'retention';
const since = 'retention waits';

/** Retention lets nothing go yet: today is implausibly far from the day it was last done. */
export class RetentionWaits extends Error {
  override readonly name = 'RetentionWaits';
  readonly code: string;

  /** Both as `2026-11-22`: from when to when it waits. */
  constructor({ from, until }: Waiting) {
    super(`nothing is let go until ${until}: the clock stands far after the last day's work`);
    this.code = `${from}..${until}`;
  }
}

export interface Waiting {
  readonly from: string;
  readonly until: string;
}

/**
 * Whether what is kept long enough may go today, which nothing brings back; null when it may.
 *
 * | today after the last day's work     | waiting since        | it            |
 * |-------------------------------------|----------------------|---------------|
 * | at most 31 days, or there was none  | –                    | may           |
 * | before it, or more                  | not, or not believable either | begins to wait |
 * | before it, or more                  | less than 3 days     | waits         |
 * | before it, or more                  | 3 to 31 days         | may           |
 */
export async function whyWait(tx: Queryable, today: string): Promise<Waiting | null> {
  const last = await dayOf(tx, done);
  if (last === null || isBelievable(last, today)) {
    await tx.query('delete from daily_job where name = $1', [since]);
    return null;
  }
  const begun = await dayOf(tx, since);
  const from = begun !== null && isBelievable(begun, today) ? begun : today;
  if (from === today) await markDay(tx, since, today);
  return daysBetween(from, today) < provingDays ? { from, until: dayAfter(from, provingDays) } : null;
}

function isBelievable(before: string, today: string): boolean {
  const days = daysBetween(before, today);
  return days >= 0 && days <= believableDays;
}

/** The day a daily job was last done for; null: never. */
export async function dayOf(tx: Queryable, name: string): Promise<string | null> {
  const [row] = await tx.query<{ day: string }>('select day from daily_job where name = $1', [name]);
  return row?.day ?? null;
}

export async function markDay(tx: Queryable, name: string, day: string): Promise<void> {
  await tx.query(
    'insert into daily_job (name, day) values ($1, $2) on conflict (name) do update set day = excluded.day',
    [name, day],
  );
}

function daysBetween(first: string, second: string): number {
  return Math.round((Date.parse(second) - Date.parse(first)) / 86_400_000);
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}
