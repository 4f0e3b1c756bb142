import type { Database } from '../../../src/hub/ports.ts';
import { rollUpDue } from '../../../src/hub/telemetry/roll-up.ts';
import { sampleReadings } from '../../../src/hub/telemetry/sample-readings.ts';

export interface MonthAnswer {
  readonly rows: number;
  readonly p50Ms: number;
  readonly mostMs: number;
  readonly points: number;
  /** The same averages reckoned from the readings themselves, as without roll-ups. */
  readonly rawMs: number;
}

const stepMs = 10_000;
const quantities = ['smoke', 'pm2_5', 'co', 'temperature', 'humidity', 'battery'];
const hourMs = 3_600_000;

/** One sensor's days of six quantities every ten seconds among neighbours that report every ten minutes, then its whole span asked for. */
export async function monthAnswer(
  database: Database,
  station: string,
  gateway: string,
  days: number,
): Promise<MonthAnswer> {
  const to = Math.floor(Date.now() / hourMs) * hourMs;
  const from = to - days * 24 * hourMs;
  await fill(database, station, gateway, from, to);
  await rollUpDue(database, Date.now(), new AbortController().signal);
  await database.query('analyze reading');
  const took: number[] = [];
  let points = 0;
  for (let turn = 0; turn < 15; turn += 1) {
    const startedAt = performance.now();
    const answer = await sampleReadings(database, { station, from, to, stepSeconds: 3600 });
    took.push(performance.now() - startedAt);
    points = answer?.series.reduce((sum, series) => sum + series.points.length, 0) ?? 0;
  }
  const startedAt = performance.now();
  await database.query(
    `select name, measured_at / 3600000, avg(number), min(number), max(number), count(*) from reading
      where station = $1 and measured_at >= $2 and measured_at < $3 group by 1, 2`,
    [station, from, to],
  );
  const rawMs = Math.round(performance.now() - startedAt);
  const [row] = await database.query<{ rows: number }>('select count(*) as rows from reading');
  took.sort((a, b) => a - b);
  return { rows: row?.rows ?? 0, p50Ms: Math.round(took[7] ?? 0), mostMs: Math.round(took.at(-1) ?? 0), points, rawMs };
}

async function fill(database: Database, station: string, gateway: string, from: number, to: number): Promise<void> {
  await database.query(
    `insert into reading (gateway, boot, seq, ordinal, station, name, unit, number, measured_at, sent_at, received_at, history)
     select $3, 9, row_number() over (order by at), q.place, s.id, q.name, '', random() * 100, at, at, at, false
       from (select id, case when id = $1 then ${stepMs} else 600000 end as step from station where gateway = $3 and kind <> 'gateway') s
      cross join lateral generate_series($4::bigint, $5::bigint - 1, s.step) as at
      cross join unnest($2::text[]) with ordinality as q(name, place)`,
    [station, quantities, gateway, from, to],
  );
  await database.query(
    `insert into latest_reading (station, name, number, measured_at, received_at)
     select distinct on (station, name) station, name, number, measured_at, received_at from reading where gateway = $1 and boot = 9
      order by station, name, measured_at desc on conflict do nothing`,
    [gateway],
  );
  await database.query(
    `insert into reading_due select station, step_of(measured_at, 3600000) from reading where gateway = $1 and boot = 9
      group by 1, 2 on conflict do nothing`,
    [gateway],
  );
}
