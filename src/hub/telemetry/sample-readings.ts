import { chooseSteps, type Resolution, type Steps } from '../../domain/telemetry/choose-resolution.ts';
import { maxReadingSteps, type Readings } from '../../protocol/readings.ts';
import type { Queryable } from '../ports.ts';
import { summable } from './summable.ts';

export interface ReadingsQuestion {
  readonly station: string;
  readonly from: number;
  readonly to: number;
  readonly stepSeconds: number;
}

interface PointRow extends Record<string, unknown> {
  readonly name: string;
  readonly unit: string | null;
  readonly at: number;
  readonly mean: number;
  readonly least: number;
  readonly most: number;
  readonly count: number;
  /** Where an hour ends that is all there is of it. */
  readonly hourEnd: number | null;
}

/**
 * A station's history, averaged per step; `from` is included, `to` is not. Read from the roll-up that fits the step, and from the readings
 * themselves where it does not hold them all yet, so that it is never behind what is stored. Where finer steps were
 * let go of, by the hour. Null when there is no such station.
 */
export async function sampleReadings(db: Queryable, question: ReadingsQuestion): Promise<Readings | null> {
  const { station, to } = question;
  const known = await db.query('select 1 as known from station where id = $1', [station]);
  if (known.length === 0) return null;
  const steps = chooseSteps(question.from, to, question.stepSeconds * 1000, maxReadingSteps);
  const rows = await readSteps(db, station, to, steps);
  const ends = rows.flatMap(({ hourEnd }) => hourEnd ?? []);
  const hoursUntil = ends.length === 0 ? null : ends.reduce((latest, end) => Math.max(latest, end));
  return { v: 1, station, from: steps.from, to, stepSeconds: steps.stepMs / 1000, hoursUntil, series: toSeries(rows) };
}

function readSteps(
  db: Queryable,
  station: string,
  to: number,
  { resolution, from, stepMs }: Steps,
): Promise<PointRow[]> {
  return db.query<PointRow>(
    `with due as materialized (
       select hour from reading_due where station = $1 and hour > $2::bigint - 3600000 and hour < $3),
     part as (${partsBy[resolution]})
     select name, max(unit) as unit, $2::bigint + (at - $2::bigint) / $4::bigint * $4::bigint as at,
            sum(${summable('total')}) / sum(count)::double precision as mean, min(least) as least, max(most) as most, sum(count)::integer as count,
            max(hour_end) as "hourEnd"
       from part group by name, 3 order by name, 3`,
    [station, from, to, stepMs],
  );
}

/** The readings themselves, one row each, between two moments. */
const measured = (spans: string, from: string, to: string) => `
  select l.name, r.unit, r.measured_at as at, r.value as least, r.value as most, r.value as total, 1::bigint as count,
         null::bigint as hour_end
    from latest_reading l ${spans}
   cross join lateral (
     select unit, measured_at, coalesce(number, truth::integer) as value from reading
      where station = l.station and name = l.name and measured_at >= ${from} and measured_at < ${to}) r
   where l.station = $1 and r.value is not null`;

const rolled = (table: string, isWanted: string) => `
  select name, unit, at, least, most, total, count, null::bigint as hour_end from ${table}
   where station = $1 and at >= $2 and at < $3 and ${isWanted}`;

const inDueHours = measured('cross join due', 'greatest($2, due.hour)', 'least($3, due.hour + 3600000)');
const isSettled = '(gone or not exists (select 1 from due where hour = step_of(at, 3600000)))';

/** Hours of which no minute is left; from the hour's beginning on that the first step may lie in. */
const hoursAlone = (isWanted: string) => `
  select name, unit, greatest(at, $2::bigint), least, most, total, count, at + 3600000 from reading_hour h
   where station = $1 and at > $2::bigint - 3600000 and at < $3 and ${isWanted} and not exists (
     select 1 from reading_minute m where m.station = h.station and m.name = h.name and m.at >= h.at and m.at < h.at + 3600000)`;

/** What retention has let go of is not to be had finer than by the minute, and once its minutes went, by the hour. */
const partsBy: Readonly<Record<Resolution, string>> = {
  reading: `${measured('', '$2', '$3')} union all ${rolled('reading_minute', 'gone')} union all ${hoursAlone('gone')}`,
  minute: `${inDueHours} union all ${rolled('reading_minute', isSettled)} union all ${hoursAlone(isSettled)}`,
  hour: `${inDueHours} union all ${rolled('reading_hour', isSettled)}`,
};

function toSeries(rows: readonly PointRow[]): Readings['series'] {
  const series = new Map<string, Readings['series'][number]>();
  for (const { name, unit, hourEnd: _said, ...point } of rows) {
    const one = series.get(name) ?? { name, unit, points: [] };
    one.points.push(point);
    series.set(name, one);
  }
  return [...series.values()];
}
