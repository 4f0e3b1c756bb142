import * as v from 'valibot';
import { acknowledgementBodySchema, type HulinEvent } from '../../protocol/event.ts';
import type { Queryable } from '../ports.ts';
import { type AlarmRow, alarmBody } from './alarm-body.ts';
import type { ChangeDraft } from './record-change.ts';

interface PlacedAlarm extends AlarmRow {
  readonly lon: number | null;
  readonly lat: number | null;
}

/**
 * The alarms that a push acknowledges, locked. The first acknowledgement of an alarm stands; later ones are stored events
 * that change nothing.
 */
export class AcknowledgedAlarms {
  readonly #alarms: Map<string, PlacedAlarm>;
  readonly #changed = new Set<string>();

  private constructor(rows: readonly PlacedAlarm[]) {
    this.#alarms = new Map(rows.map((row) => [row.id, row]));
  }

  /** Locks every alarm these events name, in id order. */
  static async lock(tx: Queryable, events: readonly HulinEvent[]): Promise<AcknowledgedAlarms> {
    const ids = events.map(alarmOf).filter((id) => id !== null);
    if (ids.length === 0) return new AcknowledgedAlarms([]);
    const rows = await tx.query<PlacedAlarm>(
      `select a.*, s.lon, s.lat from alarm a left join station s on s.id = a.station
        where a.id = any($1::uuid[]) order by a.id for update of a`,
      [ids],
    );
    return new AcknowledgedAlarms(rows);
  }

  /** False when the event acknowledges an alarm the hub does not have. */
  knows(event: HulinEvent): boolean {
    const id = alarmOf(event);
    return id === null || this.#alarms.has(id);
  }

  /** Takes a stored event into account; nothing happens for any other kind. */
  apply(event: HulinEvent, now: number): void {
    const id = alarmOf(event);
    const alarm = id === null ? undefined : this.#alarms.get(id);
    if (!alarm || alarm.acknowledged_at !== null) return;
    const acknowledged = { acknowledged_at: now, acknowledged_by: event.person, acknowledged_event: event.id };
    this.#alarms.set(alarm.id, { ...alarm, ...acknowledged, version: alarm.version + 1 });
    this.#changed.add(alarm.id);
  }

  /** Writes what was acknowledged; answers the changes to record. */
  async write(tx: Queryable): Promise<ChangeDraft[]> {
    const changed = [...this.#alarms.values()].filter(({ id }) => this.#changed.has(id));
    for (const { id, version, acknowledged_at: at, acknowledged_by: by, acknowledged_event: event } of changed) {
      await tx.query(
        'update alarm set version = $2, acknowledged_at = $3, acknowledged_by = $4, acknowledged_event = $5 where id = $1',
        [id, version, at, by, event],
      );
    }
    return changed.map(alarmChange);
  }
}

function alarmOf({ kind, schema, body }: HulinEvent): string | null {
  if (kind !== 'acknowledgement' || schema !== 1) return null;
  const result = v.safeParse(acknowledgementBodySchema, body);
  return result.success ? result.output.alarm : null;
}

function alarmChange(row: PlacedAlarm): ChangeDraft {
  const place = row.lon === null || row.lat === null ? null : { lon: row.lon, lat: row.lat };
  return { entity: 'alarm', key: row.id, audience: 'all', chain: null, area: '*', body: alarmBody(row, place) };
}
