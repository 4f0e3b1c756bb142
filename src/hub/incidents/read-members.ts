import * as v from 'valibot';
import { type AlarmFile, alarmEntry } from '../../domain/alarm/alarm-file.ts';
import { concernOf } from '../../domain/incident/concern-of.ts';
import type { IncidentMember } from '../../domain/incident/incident.ts';
import { seenPlace } from '../../domain/incident/seen-place.ts';
import { sightingBodySchema } from '../../protocol/sighting.ts';
import type { Queryable } from '../ports.ts';

/** A sensor stands where the hub says it does. */
const stationRadiusMeters = 5;

interface AlarmSeenRow extends Record<string, unknown> {
  readonly id: string;
  readonly rule: string;
  readonly station: string;
  readonly gateway: string | null;
  readonly lon: number | null;
  readonly lat: number | null;
  readonly opened_at: number;
  readonly closed_at: number | null;
  readonly file: AlarmFile | null;
  /** Null while the station is heard. */
  readonly last_heard_at: number | null;
}

/** Alarms that were not over by `since`, and whatever belongs to an incident that was not. Nothing here is locked: it is read as it stands. */
export async function readMembers(tx: Queryable, since: number): Promise<IncidentMember[]> {
  const alarms = await tx.query<AlarmSeenRow>(
    `select a.id, a.rule, a.station, s.gateway, s.lon, s.lat, a.opening_measured_at as opened_at, a.closing_measured_at as closed_at, a.file,
            case when s.status = 'unknown' then s.measured_at end as last_heard_at
       from alarm a left join station s on s.id = a.station
      where a.status <> 'superseded'
        and (a.closing_measured_at is null or a.closing_measured_at >= $1 or a.id in (${inLiveIncident}))`,
    [since],
  );
  const sightings = await tx.query<{ event: string; body: unknown }>(
    `select event, body from sighting
      where voided_at is null and ((body->>'seenAt')::bigint >= $1 or received_at >= $1 or event in (${inLiveIncident}))`,
    [since],
  );
  return [...alarms.map(alarmToMember), ...sightings.map(sightingToMember)];
}

const inLiveIncident = `select m.member from incident_member m join incident i on i.id = m.incident
  where i.to_at is null or i.to_at >= $1`;

function alarmToMember({ id, rule, station, gateway, lon, lat, ...seen }: AlarmSeenRow): IncidentMember {
  const { opened_at, closed_at, file, last_heard_at } = seen;
  const place = lon === null || lat === null ? null : { lon, lat, radiusMeters: stationRadiusMeters };
  const when = { fromAt: opened_at, toAt: closed_at };
  const said = file && alarmEntry(file, 'verification');
  const found = said?.field === 'verification' ? { verdict: said.value, at: said.toAt } : null;
  const closing = file && alarmEntry(file, 'closing');
  const reachAt = closed_at ?? (closing?.field === 'closing' && closing.value !== null ? closing.toAt : last_heard_at);
  return { id, kind: 'alarm', concern: concernOf(rule), place, station, gateway, ...when, reachAt, found };
}

function sightingToMember({ event, body }: { readonly event: string; readonly body: unknown }): IncidentMember {
  const { fix, aim, seenAt } = v.parse(sightingBodySchema, body);
  const who = { id: event, kind: 'sighting', concern: 'fire', station: null, gateway: null } as const;
  return { ...who, place: fix && seenPlace(fix, aim), fromAt: seenAt, toAt: seenAt, reachAt: seenAt, found: null };
}
