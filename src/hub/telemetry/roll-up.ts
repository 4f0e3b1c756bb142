import type { Database, Queryable } from '../ports.ts';
import { summable } from './summable.ts';

interface Due extends Record<string, unknown> {
  readonly station: string;
  readonly hours: readonly number[];
}

const hourMs = 3_600_000;
/** So many stations are looked up at once, and of each so many hours are reckoned in one transaction: ingest waits for it. */
const stationsAtOnce = 100;
const hoursAtOnce = 6;

/** Says that these hours of these stations hold more readings than their roll-ups do. The stations' rows are locked by the caller. */
export async function noteDue(
  tx: Queryable,
  readings: readonly { station: string; measuredAt: number }[],
): Promise<void> {
  const due = new Map<string, Set<number>>();
  for (const { station, measuredAt } of readings) {
    const hours = due.get(station) ?? new Set<number>();
    if (hours.size === 0) due.set(station, hours);
    hours.add(Math.floor(measuredAt / hourMs) * hourMs);
  }
  const rows = [...due].flatMap(([station, hours]) => [...hours].map((hour) => ({ station, hour })));
  await tx.query(
    'insert into reading_due (station, hour) select * from unnest($1::text[], $2::bigint[]) on conflict do nothing',
    [rows.map(({ station }) => station), rows.map(({ hour }) => hour)],
  );
}

/**
 * Reckons minutes and hours anew for every hour that is over and has got readings since. Late ones make an hour due again, so that no
 * order of arrival matters. Answers how many hours it were. A station that cannot be reckoned stays due and keeps nobody waiting: its
 * problem is thrown when all others are done.
 */
export async function rollUpDue(database: Database, now: number, signal: AbortSignal): Promise<number> {
  const failed = new Map<string, unknown>();
  for (let hours = 0; ; ) {
    const due = await findDue(database, now, [...failed.keys()]);
    for (const one of due) {
      if (signal.aborted) return hours;
      hours += await rollUpHours(database, one).catch((problem: unknown) => {
        failed.set(one.station, problem);
        return 0;
      });
    }
    if (due.length < stationsAtOnce && due.every((one) => one.hours.length < hoursAtOnce)) {
      if (failed.size > 0) throw new AggregateError([...failed.values()], 'some stations could not be reckoned');
      return hours;
    }
  }
}

function findDue(db: Queryable, now: number, except: readonly string[]): Promise<Due[]> {
  return db.query<Due>(
    `select station, (array_agg(hour::double precision order by hour))[1:$3] as hours from reading_due
      where hour <= $1 and station <> all($4::text[]) group by station order by min(hour), station limit $2`,
    [now - hourMs, stationsAtOnce, hoursAtOnce, except],
  );
}

/** Holds the station's row from before it reads to the commit, as ingest does: nothing can be added in between unnoticed. */
async function rollUpHours(database: Database, { station, hours }: Due): Promise<number> {
  return database.transaction(async (tx) => {
    await tx.query('select 1 as locked from station where id = $1 for update', [station]);
    const due = await tx.query<{ hour: number }>(
      'delete from reading_due where station = $1 and hour = any($2::bigint[]) returning hour',
      [station, hours],
    );
    const taken = due.map(({ hour }) => hour);
    for (const table of ['reading_minute', 'reading_hour']) {
      await tx.query(
        `delete from ${table} t using unnest($2::bigint[]) as d(hour)
          where t.station = $1 and t.at >= d.hour and t.at < d.hour + 3600000 and not t.gone`,
        [station, taken],
      );
    }
    await tx.query(minutesOfHours, [station, taken]);
    await tx.query(hoursOfMinutes, [station, taken]);
    return taken.length;
  });
}

const minutesOfHours = `
  insert into reading_minute (station, at, name, gone, unit, least, most, total, count)
  select $1, step_of(r.measured_at, 60000), l.name, false, max(r.unit), min(r.value), max(r.value), sum(${summable('r.value')}), count(*)
    from unnest($2::bigint[]) as d(hour)
   cross join (select name from latest_reading where station = $1) l
   cross join lateral (
     select unit, measured_at, coalesce(number, truth::integer) as value from reading
      where station = $1 and name = l.name and measured_at >= d.hour and measured_at < d.hour + 3600000) r
   where r.value is not null group by 2, 3`;

const hoursOfMinutes = `
  insert into reading_hour (station, at, name, gone, unit, least, most, total, count)
  select $1, d.hour, m.name, false, max(m.unit), min(m.least), max(m.most), sum(${summable('m.total')}), sum(m.count)
    from unnest($2::bigint[]) as d(hour)
    join reading_minute m on m.station = $1 and m.at >= d.hour and m.at < d.hour + 3600000 and not m.gone
   group by 2, 3`;
