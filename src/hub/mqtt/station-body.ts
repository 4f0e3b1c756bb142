import type { StationKind, StationStatus } from '../../domain/shared/codes.ts';
import type { StationTrouble } from '../../domain/shared/trouble-codes.ts';
import type { RevokedGateway } from '../../protocol/gateway-standing.ts';
import type { Station } from '../../protocol/pull.ts';
import type { ChangeDraft } from '../custody/record-change.ts';

/** A row of table station. */
export interface StationRow extends Record<string, unknown> {
  readonly id: string;
  readonly gateway: string;
  readonly kind: StationKind;
  readonly name_zh: string;
  readonly name_en: string;
  readonly lon: number;
  readonly lat: number;
  readonly heartbeat_ms: number;
  readonly status: StationStatus;
  readonly status_at: number;
  readonly measured_at: number | null;
  readonly heard_at: number | null;
  readonly demonstration: boolean;
  readonly area: string;
  readonly trouble: StationTrouble | null;
  readonly trouble_at: number | null;
  readonly clock_ms: number | null;
  readonly clock_at: number | null;
  readonly revoked: RevokedGateway | null;
  readonly firmware: string | null;
}

/** One station as a change carries it. */
export function stationBody(row: StationRow): Station {
  const { id, kind, gateway, lon, lat, status, demonstration, area, revoked, firmware } = row;
  const trouble = row.trouble && { code: row.trouble, since: row.trouble_at ?? row.status_at };
  const name = { zh: row.name_zh, en: row.name_en };
  const times = { statusAt: row.status_at, heartbeatMs: row.heartbeat_ms };
  const clock = row.clock_ms === null ? null : { offMs: row.clock_ms, since: row.clock_at ?? row.status_at };
  return {
    id,
    kind,
    gateway,
    name,
    lon,
    lat,
    status,
    ...times,
    demonstration,
    area,
    trouble,
    clock,
    revoked,
    firmware,
  };
}

export function stationChange(row: StationRow): ChangeDraft {
  return { entity: 'station', key: row.id, audience: 'all', chain: null, area: '*', body: stationBody(row) };
}
