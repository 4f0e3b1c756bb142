import { type AlarmFile, emptyAlarmFile } from '../../domain/alarm/alarm-file.ts';
import type { AlarmLevel } from '../../domain/shared/alarm-codes.ts';
import type { AlarmRule, AlarmStatus } from '../../domain/shared/codes.ts';
import type { Alarm } from '../../protocol/pull.ts';

/** A row of table alarm. */
export interface AlarmRow extends Record<string, unknown> {
  readonly id: string;
  readonly station: string;
  readonly rule: AlarmRule;
  readonly opening_name: string;
  readonly opening_value: number;
  readonly opening_measured_at: number;
  readonly version: number;
  readonly status: AlarmStatus;
  readonly late: boolean;
  readonly raised_at: number;
  readonly cleared_at: number | null;
  readonly acknowledged_at: number | null;
  readonly acknowledged_by: string | null;
  readonly acknowledged_event: string | null;
  readonly closing_measured_at: number | null;
  readonly evidence: readonly AlarmRule[];
  readonly level: AlarmLevel;
  readonly neighbours: readonly string[];
  readonly rules: string | null;
  readonly superseded_by: string | null;
  /** What people did about it; null: nothing yet. */
  readonly file: AlarmFile | null;
}

/** One alarm as a change carries it; `station` is where it stands, null when the hub does not know. */
export function alarmBody(row: AlarmRow, station: { readonly lon: number; readonly lat: number } | null): Alarm {
  return {
    id: row.id,
    version: row.version,
    rule: row.rule,
    station: row.station,
    lon: station?.lon ?? null,
    lat: station?.lat ?? null,
    status: row.status,
    opening: { name: row.opening_name, value: row.opening_value, measuredAt: row.opening_measured_at },
    late: row.late,
    raisedAt: row.raised_at,
    clearedAt: row.cleared_at,
    acknowledged: acknowledgement(row),
    closing: row.closing_measured_at === null ? null : { measuredAt: row.closing_measured_at },
    evidence: [...row.evidence],
    level: row.level,
    neighbours: [...row.neighbours],
    supersededBy: row.superseded_by,
    file: toldFile(row.file ?? emptyAlarmFile),
  };
}

function toldFile({ entries, grown }: AlarmFile): Alarm['file'] {
  return { entries: [...entries], ...(grown !== undefined && { grown }) };
}

function acknowledgement(row: AlarmRow): Alarm['acknowledged'] {
  const { acknowledged_by: person, acknowledged_event: event, acknowledged_at: at } = row;
  return person === null || event === null || at === null ? null : { person, event, at };
}
