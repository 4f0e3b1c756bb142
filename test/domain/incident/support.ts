import type { IncidentMember, IncidentSaid, IncidentStep } from '../../../src/domain/incident/incident.ts';

/** 10:00 on 15 January 2027 in Weihai. */
export const tenAt = Date.parse('2027-01-15T10:00:00+08:00');
export const minutes = (count: number): number => tenAt + count * 60_000;

/** A smoke alarm of ten minutes from 10:00 in the middle of `aZoneSet`'s forest, unless told otherwise. */
export function anAlarmSeen(id: string, changes: Partial<IncidentMember> = {}): IncidentMember {
  const place = { lon: 122.01, lat: 37.21, radiusMeters: 5 };
  const fresh = {
    id,
    kind: 'alarm',
    concern: 'fire',
    place,
    station: `sensor-${id}`,
    gateway: 'gw-1',
    found: null,
  } as const;
  const told = { ...fresh, fromAt: tenAt, toAt: minutes(10), ...changes };
  return { ...told, reachAt: changes.reachAt ?? told.toAt };
}

/** What a ranger saw at 10:05 in the same place, unless told otherwise. */
export function aSightingSeen(id: string, changes: Partial<IncidentMember> = {}): IncidentMember {
  const place = { lon: 122.01, lat: 37.21, radiusMeters: 20 };
  const fresh = { id, kind: 'sighting', concern: 'fire', place, station: null, gateway: null, found: null } as const;
  const told = { ...fresh, fromAt: minutes(5), toAt: minutes(5), ...changes };
  return { ...told, reachAt: changes.reachAt ?? told.toAt };
}

/** So many metres east of the usual place. */
export function east(meters: number): IncidentMember['place'] {
  return { lon: 122.01 + meters / 88_750, lat: 37.21, radiusMeters: 5 };
}

export function aStep(order: number, said: IncidentSaid): IncidentStep {
  return { id: `step-${order}`, order, at: minutes(order), said };
}
