import type { IncidentRow, SightingRow } from '../../../../src/app/incident-ports.ts';
import type { PositionRow, ViolationRow } from '../../../../src/app/ports.ts';
import type { StoryRemark } from '../../../../src/app/story-ports.ts';
import type { Alarm, Device, Station } from '../../../../src/protocol/pull.ts';

/** The moment the desk's tests stand at: 15 January 2027, 10:00 in Weihai. */
export const now = Date.parse('2027-01-15T10:00:00+08:00');
export const minuteMs = 60_000;

/** A UUID whose last digits are `number`. */
export function anId(number: number): string {
  return `018f0000-0000-7000-8000-${String(number).padStart(12, '0')}`;
}

/** Smoke over the limit on the east ridge, raised three minutes ago, seen by nobody. */
export function anAlarm(changes: Partial<Alarm> = {}): Alarm {
  return {
    id: anId(1),
    version: 1,
    rule: 'smoke-high',
    station: 'lk-smoke-02',
    lon: 122.0445,
    lat: 37.432,
    status: 'raised',
    opening: { name: 'smoke', value: 0.62, measuredAt: now - 3 * minuteMs },
    late: false,
    raisedAt: now - 3 * minuteMs,
    clearedAt: null,
    acknowledged: null,
    ...{ closing: null, evidence: [], level: 'single', neighbours: [], supersededBy: null, file: { entries: [] } },
    ...changes,
  };
}

/** One alarm and one sighting of three minutes ago that nobody has verified, nothing explains, and that go on. */
export function anIncident(changes: Partial<IncidentRow> = {}): IncidentRow {
  const place = { lon: 122.0445, lat: 37.432, radiusMeters: 5 };
  const fromAt = now - 3 * minuteMs;
  return {
    ...{ id: anId(1), version: 1, kind: 'fire', fromAt, toAt: null, place, verdict: 'unverified', permit: null },
    members: [
      { id: anId(1), kind: 'alarm', fromAt, toAt: null, place },
      { id: anId(81), kind: 'sighting', fromAt: now - 2 * minuteMs, toAt: now - 2 * minuteMs, place },
    ],
    ...{ steps: [], successor: null, own: [] },
    ...changes,
  };
}

/** Smoke that a ranger saw from afar two minutes ago. */
export function aSighting(changes: Partial<SightingRow> = {}): SightingRow {
  const fix = { lon: 122.04, lat: 37.43, accuracyMeters: 9, takenAt: now - 2 * minuteMs, source: 'gps' } as const;
  const aim = { bearingDegrees: 45, distanceMeters: 500 };
  return {
    ...{ id: anId(81), chain: anId(41), seq: 4, person: anId(31), outcome: 'stored', review: null },
    body: { source: 'ranger', sign: 'smoke', size: 'patch', fix, aim, seenAt: now - 2 * minuteMs },
    ...{ parts: [], partsReceived: 0, recordedAt: now - 2 * minuteMs, erased: null },
    bracket: { fromAt: now - 10 * minuteMs, toAt: now - minuteMs },
    ...changes,
  };
}

/** A smoke sensor of ten seconds' heartbeat that the hub calls fine. */
export function aStation(changes: Partial<Station> = {}): Station {
  return {
    id: 'lk-smoke-02',
    kind: 'smoke-sensor',
    gateway: 'gw-likou',
    name: { zh: '里口山东脊烟感', en: 'Likou Hill, east ridge smoke sensor' },
    lon: 122.0445,
    lat: 37.432,
    status: 'fine',
    statusAt: now - 60 * minuteMs,
    heartbeatMs: 10_000,
    demonstration: true,
    area: '*',
    ...changes,
  };
}

/** A ranger's position of one minute ago. */
export function aPosition(changes: Partial<PositionRow> = {}): PositionRow {
  return {
    device: anId(21),
    person: anId(31),
    role: 'ranger',
    lon: 122.03,
    lat: 37.43,
    accuracyMeters: 9,
    takenAt: now - minuteMs,
    receivedAt: now - minuteMs + 2000,
    crossings: [],
    ...changes,
  };
}

/** A ranger's phone. */
export function aDevice(changes: Partial<Device> = {}): Device {
  const grant = {
    id: anId(41),
    device: anId(21),
    person: { id: anId(31), name: '王德胜' },
    role: 'ranger' as const,
    area: '*',
    fromAt: now - 1e9,
    toAt: null,
  };
  return { id: anId(21), kid: 'k'.repeat(43), chain: anId(51), status: 'active', grants: [grant], ...changes };
}

/** A suspected violation with sealed fields and one photo, both received. */
export function aViolation(changes: Partial<ViolationRow> = {}): ViolationRow {
  const citation = { version: '1', sha256: 'a'.repeat(64) };
  return {
    id: anId(61),
    chain: anId(51),
    seq: 4,
    person: anId(31),
    outcome: 'stored',
    review: null,
    body: {
      act: 'ritual-fire',
      party: 'person',
      fix: { lon: 122.034, lat: 37.4225, accuracyMeters: 12, takenAt: now - 30 * minuteMs, source: 'gps' },
      happenedAt: now - 30 * minuteMs,
      verdict: { kind: 'banned', reason: 'in-zone', articles: [1, 2, 3] },
      rulebook: { id: 'weihai-2022-19', ...citation, demonstration: false },
      zones: { id: 'weihai-demo-zones', ...citation, demonstration: true },
    },
    parts: [
      { sha256: 'f'.repeat(64), role: 'fields', type: 'application/json', bytes: 600 },
      { sha256: 'e'.repeat(64), role: 'photo', type: 'image/png', bytes: 800_000 },
    ],
    partsReceived: 2,
    recordedAt: now - 29 * minuteMs,
    bracket: { fromAt: now - 60 * minuteMs, toAt: now - 20 * minuteMs },
    would: null,
    erased: null,
    ...changes,
  };
}

/** A note by the ranger about `aViolation()`, received a moment ago, without words. */
export function aRemark(changes: Partial<StoryRemark> = {}): StoryRemark {
  return {
    ...{ event: anId(91), about: anId(61), kind: 'note', person: anId(31), fromAt: null, toAt: now },
    ...{ changes: {}, reason: null, parts: [], isHeld: false, ...changes },
  };
}
