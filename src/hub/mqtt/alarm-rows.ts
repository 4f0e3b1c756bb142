import type { AlarmRow } from '../custody/alarm-body.ts';
import type { Queryable } from '../ports.ts';

/** A row of table alarm with the number of its opening message. */
export interface OpenedAlarm extends AlarmRow {
  readonly opening_gateway: string;
  readonly opening_boot: number;
  readonly opening_seq: number;
}

export interface Place {
  readonly lon: number;
  readonly lat: number;
}

/** By station: after which measured moment its alarms are judged anew; null: only those that stand matter. */
export interface Judged {
  readonly station: string;
  readonly anewAfter: number | null;
}

/** A superseded alarm whose opening lies so far before a stretch may come to hold again in it: rules wait at most minutes. */
const longestWaitMs = 3_600_000;

/** The alarms that a judgement of these stretches may touch, and those of these ids, locked. */
export function lockJudged(tx: Queryable, judged: readonly Judged[], ids: readonly string[]): Promise<OpenedAlarm[]> {
  return tx.query<OpenedAlarm>(
    `select a.* from alarm a join unnest($1::text[], $2::boolean[], $3::bigint[]) as d(station, anew, after) using (station)
      where a.status = 'raised' or a.id = any($5::uuid[]) or (d.anew and (d.after is null or a.opening_measured_at > d.after - $4::bigint
            or (a.status = 'cleared' and a.closing_measured_at > d.after)))
      order by a.id for update of a`,
    [
      ...[judged.map(({ station }) => station), judged.map(({ anewAfter }) => anewAfter !== null)],
      judged.map(({ anewAfter }) => (anewAfter === null || anewAfter === -Infinity ? null : anewAfter)),
      longestWaitMs,
      ids,
    ],
  );
}

/** False when another hub was first. */
export async function insertAlarm(tx: Queryable, alarm: OpenedAlarm): Promise<boolean> {
  const rows = await tx.query(
    `insert into alarm (id, station, rule, opening_gateway, opening_boot, opening_seq, opening_name, opening_value,
       opening_measured_at, version, status, late, raised_at, cleared_at, closing_measured_at, evidence, level, neighbours,
       rules, superseded_by, acknowledged_at, acknowledged_by, acknowledged_event, file)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
     on conflict do nothing returning 1 as added`,
    [
      ...[alarm.id, alarm.station, alarm.rule, alarm.opening_gateway, alarm.opening_boot, alarm.opening_seq],
      ...[alarm.opening_name, alarm.opening_value, alarm.opening_measured_at, ...standing(alarm)],
      ...handling(alarm),
    ],
  );
  return rows.length > 0;
}

/** Everything but its opening. The row is locked, or what people did meanwhile would be lost. */
export async function updateAlarm(tx: Queryable, alarm: OpenedAlarm): Promise<void> {
  await tx.query(
    `update alarm set version = $2, status = $3, late = $4, raised_at = $5, cleared_at = $6, closing_measured_at = $7,
       evidence = $8, level = $9, neighbours = $10, rules = $11, superseded_by = $12, acknowledged_at = $13, acknowledged_by = $14,
       acknowledged_event = $15, file = $16 where id = $1`,
    [alarm.id, ...standing(alarm), ...handling(alarm)],
  );
}

function standing(alarm: OpenedAlarm): unknown[] {
  return [
    ...[alarm.version, alarm.status, alarm.late, alarm.raised_at, alarm.cleared_at, alarm.closing_measured_at],
    ...[alarm.evidence, alarm.level, alarm.neighbours, alarm.rules, alarm.superseded_by],
  ];
}

/** What people did. */
function handling(alarm: OpenedAlarm): unknown[] {
  const file = alarm.file === null ? null : JSON.stringify(alarm.file);
  return [alarm.acknowledged_at, alarm.acknowledged_by, alarm.acknowledged_event, file];
}
