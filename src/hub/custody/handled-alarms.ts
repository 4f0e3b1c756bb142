import * as v from 'valibot';
import { type AlarmFile, alarmEntry, type Covered, emptyAlarmFile } from '../../domain/alarm/alarm-file.ts';
import { builtInAlarmRules } from '../../domain/alarm/built-in-alarm-rules.ts';
import { type AlarmStep, shelvesTooLong, takeAlarmStep, whyNotStepped } from '../../domain/alarm/take-alarm-step.ts';
import type { HeldReason } from '../../domain/shared/held-codes.ts';
import { readAlarmStep } from '../../protocol/alarm-step.ts';
import { acknowledgementBodySchema, type HulinEvent } from '../../protocol/event.ts';
import type { Queryable } from '../ports.ts';
import { type AlarmRow, alarmBody } from './alarm-body.ts';
import { lockAlarms } from './lock-alarms.ts';
import type { Projection } from './projection.ts';
import type { ReadEvent } from './read-envelope.ts';
import type { ChangeDraft } from './record-change.ts';

interface PlacedAlarm extends AlarmRow {
  readonly lon: number | null;
  readonly lat: number | null;
  /** What its sensor has shown by now. */
  readonly covered: Covered;
}

/**
 * The alarms that a push acknowledges or takes a step with, locked. The first acknowledgement of an alarm stands; later ones are
 * stored events that change nothing. What is done about a superseded alarm is done about the one that covers it, too.
 */
export class HandledAlarms implements Projection {
  readonly #alarms: Map<string, PlacedAlarm>;
  readonly #changed = new Set<string>();

  private constructor(rows: readonly PlacedAlarm[]) {
    this.#alarms = new Map(rows.map((row) => [row.id, row]));
  }

  /** Locks every alarm these events name, and what covers those, in id order. */
  static async lock(tx: Queryable, events: readonly HulinEvent[]): Promise<HandledAlarms> {
    const ids = events.map(alarmOf).filter((id) => id !== null);
    if (ids.length === 0) return new HandledAlarms([]);
    await lockAlarms(tx);
    const rows = await tx.query<PlacedAlarm>(
      `with recursive named as (
         select id, superseded_by from alarm where id = any($1::uuid[])
         union select a.id, a.superseded_by from alarm a join named n on a.id = n.superseded_by)
       select a.*, s.lon, s.lat, json_build_object('upTo', s.measured_at, 'smoke', ${highest('smoke')}, 'co', ${highest('co')}) as covered
         from alarm a left join station s on s.id = a.station
        where a.id in (select id from named) order by a.id for update of a`,
      [ids, builtInAlarmRules.covering.recentMs],
    );
    return new HandledAlarms(rows);
  }

  /** An event may be about an alarm the hub does not have, close one that nobody has looked into, or shelve one for too long. */
  whyHeld(event: HulinEvent, now: number): HeldReason | null {
    const id = alarmOf(event);
    if (id === null) return null;
    const alarm = this.#alarms.get(id);
    if (!alarm) return 'unknown-alarm';
    const said = readAlarmStep(event, 0);
    if (said && shelvesTooLong(said.step, now)) return 'shelved-too-long';
    return said && whyNotStepped(alarm.file ?? emptyAlarmFile, said.step, alarm);
  }

  apply({ event }: ReadEvent, now: number): void {
    const named = alarmOf(event);
    for (const alarm of this.#covering(named)) {
      const next = handled(alarm, event, { now, isNamed: alarm.id === named });
      if (next === alarm) continue;
      this.#alarms.set(alarm.id, { ...next, version: alarm.version + 1 });
      this.#changed.add(alarm.id);
    }
  }

  async write(tx: Queryable): Promise<ChangeDraft[]> {
    const changed = [...this.#alarms.values()].filter(({ id }) => this.#changed.has(id));
    for (const alarm of changed) {
      await tx.query(
        `update alarm set version = $2, acknowledged_at = $3, acknowledged_by = $4, acknowledged_event = $5, file = $6,
           status = $7, cleared_at = $8, closing_measured_at = $9 where id = $1`,
        [
          ...[alarm.id, alarm.version, alarm.acknowledged_at, alarm.acknowledged_by, alarm.acknowledged_event],
          ...[alarm.file === null ? null : JSON.stringify(alarm.file), alarm.status, alarm.cleared_at],
          alarm.closing_measured_at,
        ],
      );
    }
    return changed.map(alarmChange);
  }

  /** The alarm and, when readings superseded it, those that took its place. */
  #covering(id: string | null): PlacedAlarm[] {
    const found: PlacedAlarm[] = [];
    for (let next = id; next !== null; ) {
      const alarm: PlacedAlarm | undefined = this.#alarms.get(next);
      if (!alarm || found.includes(alarm)) break;
      found.push(alarm);
      next = alarm.superseded_by;
    }
    return found;
  }
}

/** The highest that a station measured of something shortly before its newest reading. */
function highest(name: 'smoke' | 'co'): string {
  return `(select max(r.number) from reading r where r.station = a.station and r.name = '${name}' and r.measured_at >= s.measured_at - $2::bigint)`;
}

/**
 * An alarm after an event about it, or about one whose place it took. Its author had not seen the latter: where anything stands in it the
 * step waits beside that as a claim, and nobody closes what nobody has looked into.
 */
function handled(
  alarm: PlacedAlarm,
  event: HulinEvent,
  { now, isNamed }: { readonly now: number; readonly isNamed: boolean },
): PlacedAlarm {
  if (event.kind === 'acknowledgement') {
    if (alarm.acknowledged_at !== null) return alarm;
    return { ...alarm, acknowledged_at: now, acknowledged_by: event.person, acknowledged_event: event.id };
  }
  const said = readAlarmStep(event, now);
  if (!said) return alarm;
  const before = alarm.file ?? emptyAlarmFile;
  const step = isNamed ? said.step : unseenStep(said.step, before, alarm);
  const taken = takeAlarmStep(before, step, alarm.version + 1);
  if (taken === before) return alarm;
  const isCovering =
    alarmEntry(taken, 'closing')?.event === event.id || alarmEntry(taken, 'shelving')?.event === event.id;
  const covered = alarm.status === 'cleared' ? { ...alarm.covered, wasOver: true as const } : alarm.covered;
  const file: AlarmFile = isCovering ? { ...taken, covered } : taken;
  const isClosed = step.changes.closing && alarm.rule === 'message-fork' && alarm.status === 'raised';
  // Nothing measured ever ends a fork: whoever has looked into it does.
  return { ...alarm, file, ...(isClosed && { status: 'cleared' as const, cleared_at: now, closing_measured_at: now }) };
}

function unseenStep(step: AlarmStep, file: AlarmFile, alarm: PlacedAlarm): AlarmStep {
  const { closing, ...rest } = step.changes;
  const mayClose = whyNotStepped(file, step, alarm) === null;
  return { ...step, base: 0, changes: closing !== undefined && mayClose ? { ...rest, closing } : rest };
}

function alarmOf(event: HulinEvent): string | null {
  const step = readAlarmStep(event, 0);
  if (step) return step.alarm;
  if (event.kind !== 'acknowledgement' || event.schema !== 1) return null;
  const result = v.safeParse(acknowledgementBodySchema, event.body);
  return result.success ? result.output.alarm : null;
}

function alarmChange(row: PlacedAlarm): ChangeDraft {
  const place = row.lon === null || row.lat === null ? null : { lon: row.lon, lat: row.lat };
  return { entity: 'alarm', key: row.id, audience: 'all', chain: null, area: '*', body: alarmBody(row, place) };
}
