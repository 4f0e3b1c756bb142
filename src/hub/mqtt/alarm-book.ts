import type { AlarmRule, AlarmStatus } from '../../domain/shared/codes.ts';
import { type AlarmRow, alarmBody } from '../custody/alarm-body.ts';
import { appendHubEvent } from '../custody/append-hub-event.ts';
import type { HubSigner } from '../custody/hub-signer.ts';
import type { ChangeDraft } from '../custody/record-change.ts';
import type { Queryable } from '../ports.ts';
import { alarmId, type Opening } from './alarm-id.ts';

/** What opens an alarm: the message it came in and the value measured. */
export interface OpeningReading extends Opening {
  readonly name: string;
  readonly value: number;
  readonly measuredAt: number;
}

/** A row of table alarm with the number of its opening message. */
export interface OpenedAlarm extends AlarmRow {
  readonly opening_gateway: string;
  readonly opening_boot: number;
  readonly opening_seq: number;
}

interface Transition {
  readonly alarm: OpenedAlarm;
  readonly status: AlarmStatus;
}

export interface Place {
  readonly lon: number;
  readonly lat: number;
}

/**
 * The alarms of some stations during one transaction. What is raised and cleared here is written by `write`, each alarm at most
 * once per opening reading, whichever hub is first.
 */
export class AlarmBook {
  readonly #raised = new Map<string, OpenedAlarm>();
  readonly #stored = new Set<string>();
  readonly #changed = new Map<string, OpenedAlarm>();
  readonly #transitions: Transition[] = [];
  readonly #now: number;

  private constructor(raised: readonly OpenedAlarm[], now: number) {
    this.#now = now;
    for (const alarm of raised) {
      this.#raised.set(keyOf(alarm.station, alarm.rule), alarm);
      this.#stored.add(alarm.id);
    }
  }

  /** Locks the alarms that are raised at these stations, in id order. */
  static async open(tx: Queryable, stations: readonly string[], now: number): Promise<AlarmBook> {
    const raised = await tx.query<OpenedAlarm>(
      `select * from alarm where status = 'raised' and station = any($1::text[]) order by id for update`,
      [stations],
    );
    return new AlarmBook(raised, now);
  }

  raisedAt(station: string, rule: AlarmRule): OpenedAlarm | null {
    return this.#raised.get(keyOf(station, rule)) ?? null;
  }

  isRaised(station: string): boolean {
    return [...this.#raised.values()].some((alarm) => alarm.station === station);
  }

  /** `late`: from readings sent after an outage; no siren. */
  raise(opening: OpeningReading, late: boolean): void {
    const id = alarmId(opening);
    const before = this.#changed.get(id);
    const fresh = before ?? this.#fresh(id, opening, late);
    const alarm = before ? { ...before, status: 'raised' as const, cleared_at: null } : fresh;
    this.#raised.set(keyOf(opening.station, opening.rule), alarm);
    this.#note(alarm, 'raised');
  }

  /** A live reading shows what late ones had raised: from now on it is a matter for the siren. */
  makeLive(station: string, rule: AlarmRule): void {
    const alarm = this.raisedAt(station, rule);
    if (!alarm?.late) return;
    const live = this.#nextVersion({ ...alarm, late: false });
    this.#raised.set(keyOf(station, rule), live);
    this.#note(live, 'raised');
  }

  clear(station: string, rule: AlarmRule): void {
    const alarm = this.raisedAt(station, rule);
    if (!alarm) return;
    this.#raised.delete(keyOf(station, rule));
    this.#note(this.#nextVersion({ ...alarm, status: 'cleared', cleared_at: this.#now }), 'cleared');
  }

  /** An alarm that is over already: it only ever stands in the list. */
  addPast(opening: OpeningReading): void {
    const fresh = this.#fresh(alarmId(opening), opening, true);
    this.#note({ ...fresh, status: 'cleared', cleared_at: this.#now }, 'cleared');
  }

  /** Writes alarms, then what the hub decided onto its own chain; answers the changes, to be recorded last. */
  async write(tx: Queryable, keys: HubSigner, places: ReadonlyMap<string, Place>): Promise<ChangeDraft[]> {
    const written = new Set<string>();
    for (const alarm of this.#changed.values()) {
      const stands = this.#stored.has(alarm.id) ? await updateAlarm(tx, alarm) : await insertAlarm(tx, alarm);
      if (stands) written.add(alarm.id);
    }
    const events: ChangeDraft[] = [];
    for (const { alarm, status } of this.#transitions) {
      if (written.has(alarm.id)) events.push(await appendTransition(tx, keys, this.#now, alarm, status));
    }
    const changed = [...this.#changed.values()].filter(({ id }) => written.has(id));
    return [...events, ...changed.map((alarm) => alarmChange(alarm, places.get(alarm.station) ?? null))];
  }

  #note(alarm: OpenedAlarm, status: AlarmStatus): void {
    this.#changed.set(alarm.id, alarm);
    this.#transitions.push({ alarm, status });
  }

  /** What is not stored yet stays at version 1, whatever happens to it in this transaction. */
  #nextVersion(alarm: OpenedAlarm): OpenedAlarm {
    return this.#stored.has(alarm.id) ? { ...alarm, version: alarm.version + 1 } : alarm;
  }

  #fresh(id: string, opening: OpeningReading, late: boolean): OpenedAlarm {
    return {
      ...{ id, station: opening.station, rule: opening.rule, version: 1, status: 'raised', late },
      ...{ opening_gateway: opening.gateway, opening_boot: opening.boot, opening_seq: opening.seq },
      ...{ opening_name: opening.name, opening_value: opening.value, opening_measured_at: opening.measuredAt },
      ...{ raised_at: this.#now, cleared_at: null },
      ...{ acknowledged_at: null, acknowledged_by: null, acknowledged_event: null },
    };
  }
}

function keyOf(station: string, rule: AlarmRule): string {
  return `${rule} ${station}`;
}

async function insertAlarm(tx: Queryable, alarm: OpenedAlarm): Promise<boolean> {
  const rows = await tx.query(
    `insert into alarm (id, station, rule, opening_gateway, opening_boot, opening_seq, opening_name, opening_value,
                        opening_measured_at, version, status, late, raised_at, cleared_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict do nothing returning 1 as added`,
    [
      ...[alarm.id, alarm.station, alarm.rule, alarm.opening_gateway, alarm.opening_boot, alarm.opening_seq],
      ...[alarm.opening_name, alarm.opening_value, alarm.opening_measured_at],
      ...[alarm.version, alarm.status, alarm.late, alarm.raised_at, alarm.cleared_at],
    ],
  );
  return rows.length > 0;
}

async function updateAlarm(tx: Queryable, { id, version, status, late, cleared_at }: OpenedAlarm): Promise<boolean> {
  await tx.query('update alarm set version = $2, status = $3, late = $4, cleared_at = $5 where id = $1', [
    ...[id, version, status, late, cleared_at],
  ]);
  return true;
}

async function appendTransition(
  tx: Queryable,
  keys: HubSigner,
  now: number,
  alarm: OpenedAlarm,
  status: AlarmStatus,
): Promise<ChangeDraft> {
  const { id, station, rule, late } = alarm;
  const number = { gateway: alarm.opening_gateway, boot: alarm.opening_boot, seq: alarm.opening_seq };
  const measured = {
    name: alarm.opening_name,
    value: alarm.opening_value,
    measuredAt: alarm.opening_measured_at,
  };
  const body = { alarm: id, station, rule, status, late, opening: { ...number, ...measured } };
  const { change } = await appendHubEvent(tx, keys, now, { kind: 'alarm', schema: 1, body });
  return change;
}

function alarmChange(alarm: OpenedAlarm, place: Place | null): ChangeDraft {
  return { entity: 'alarm', key: alarm.id, audience: 'all', chain: null, area: '*', body: alarmBody(alarm, place) };
}
