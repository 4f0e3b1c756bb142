import { maxReadingSteps, type Readings } from '../../protocol/readings.ts';
import type { Queryable } from '../ports.ts';

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
}

/** A station's history, averaged per step; `from` is included, `to` is not. Null when there is no such station. */
export async function sampleReadings(db: Queryable, question: ReadingsQuestion): Promise<Readings | null> {
  const { station, from, to } = question;
  const known = await db.query('select 1 as known from station where id = $1', [station]);
  if (known.length === 0) return null;
  const stepSeconds = Math.max(question.stepSeconds, Math.ceil((to - from) / 1000 / maxReadingSteps));
  const rows = await db.query<PointRow>(
    `select name, max(unit) as unit, $2::bigint + (measured_at - $2::bigint) / $4::bigint * $4::bigint as at,
            avg(value) as mean, min(value) as least, max(value) as most, count(*)::integer as count
       from (select name, unit, measured_at, coalesce(number, truth::integer) as value from reading
              where station = $1 and measured_at >= $2::bigint and measured_at < $3::bigint) r
      where value is not null group by name, 3 order by name, 3`,
    [station, from, to, stepSeconds * 1000],
  );
  return { v: 1, station, from, to, stepSeconds, series: toSeries(rows) };
}

function toSeries(rows: readonly PointRow[]): Readings['series'] {
  const series = new Map<string, Readings['series'][number]>();
  for (const { name, unit, ...point } of rows) {
    const one = series.get(name) ?? { name, unit, points: [] };
    one.points.push(point);
    series.set(name, one);
  }
  return [...series.values()];
}
