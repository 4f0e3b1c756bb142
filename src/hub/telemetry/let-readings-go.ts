import type { Database } from '../ports.ts';
import { summable } from './summable.ts';

/** So many rows in one transaction: ingest waits for its stations. */
const usualBatch = 5_000;

/**
 * Deletes readings that came before a moment. Their minutes and hours stay: what goes is added to the part of each step that is of
 * deleted readings, and the hour is reckoned anew. Answers how many there were.
 */
export function letReadingsGo(database: Database, before: number, batch = usualBatch): Promise<number> {
  return inBatches(before, batch, () => letSomeGo(database, before, batch));
}

/** Deletes steps that began before a moment, by whole hours: of an hour all minutes stay, or none. */
export function letStepsGo(
  database: Database,
  table: 'reading_minute' | 'reading_hour',
  before: number,
  batch = usualBatch,
): Promise<number> {
  return inBatches(before, batch, async () => {
    const gone = await database.query(
      `delete from ${table} where ctid = any(array(select ctid from ${table} where at < step_of($1::bigint, 3600000) limit $2)) returning 1 as one`,
      [before, batch],
    );
    return gone.length;
  });
}

/** Nothing is older than minus infinity: what is kept for ever is not looked at. */
async function inBatches(before: number, batch: number, letSome: () => Promise<number>): Promise<number> {
  if (!Number.isFinite(before)) return 0;
  for (let all = 0; ; ) {
    const gone = await letSome();
    all += gone;
    if (gone < batch) return all;
  }
}

async function letSomeGo(database: Database, before: number, batch: number): Promise<number> {
  return database.transaction(async (tx) => {
    const [chosen] = await tx.query<{ places: string[]; stations: string[] }>(
      `select coalesce(array_agg(place), '{}') as places, coalesce(array_agg(distinct station), '{}') as stations
         from (select ctid::text as place, station from reading where received_at < $1 limit $2) as old`,
      [before, batch],
    );
    if (!chosen || chosen.places.length === 0) return 0;
    await tx.query('select 1 as locked from station where id = any($1::text[]) order by id for update', [
      chosen.stations,
    ]);
    const [row] = await tx.query<{ gone: number }>(deleteKeepingSteps, [chosen.places, before]);
    return row?.gone ?? 0;
  });
}

const stepsOfGone = (table: string, stepMs: number) => `
  insert into ${table} as t (station, at, name, gone, unit, least, most, total, count)
  select station, step_of(measured_at, ${stepMs}), name, true, max(unit), min(value), max(value), sum(${summable('value')}), count(*)
    from gone where value is not null group by 1, 2, 3
  on conflict (station, at, name, gone) do update set least = least(t.least, excluded.least),
    most = greatest(t.most, excluded.most), total = ${summable('t.total')} + excluded.total, count = t.count + excluded.count returning 1`;

/** Readings are never changed, so the place of one is its own as long as it is there. */
const deleteKeepingSteps = `
  with gone as (
    delete from reading where ctid = any($1::tid[]) and received_at < $2
    returning station, name, unit, measured_at, coalesce(number, truth::integer) as value),
  minutes as (${stepsOfGone('reading_minute', 60_000)}),
  hours as (${stepsOfGone('reading_hour', 3_600_000)}),
  due as (
    insert into reading_due (station, hour) select station, step_of(measured_at, 3600000) from gone group by 1, 2
    on conflict do nothing returning 1)
  select count(*) as gone from gone`;
