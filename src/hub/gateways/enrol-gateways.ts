import { recordChanges } from '../custody/record-change.ts';
import type { HashedSecret } from '../mqtt/gateway-secret.ts';
import { hashSecret, isSecret } from '../mqtt/gateway-secret.ts';
import { type StationRow, stationChange } from '../mqtt/station-body.ts';
import type { Database, Queryable } from '../ports.ts';
import type { StationPlan } from './station-plan.ts';

export interface Enrolment {
  /** By gateway. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly stations: readonly StationPlan[];
  readonly demonstration: boolean;
}

/** So many are written by one statement. */
const rowsAtOnce = 1000;

/** Enrols gateways with these secrets and puts their stations on the map; stations that are there stay as they are. */
export async function enrolGateways(
  database: Database,
  { secrets, stations, demonstration }: Enrolment,
  now: number,
): Promise<void> {
  await database.transaction(async (tx) => {
    const admitted = await keepSecrets(tx, secrets, now);
    await recordChanges(tx, now, admitted.map(stationChange));
  });
  for (let from = 0; from < stations.length; from += rowsAtOnce) {
    await database.transaction(async (tx) => {
      const added = await addStations(tx, stations.slice(from, from + rowsAtOnce), demonstration, now);
      await recordChanges(tx, now, added.map(stationChange));
    });
  }
}

/** Those that are there with the same secret stay as they are, revoked or not; another secret admits a revoked one again. Answers those. */
async function keepSecrets(tx: Queryable, secrets: Enrolment['secrets'], now: number): Promise<StationRow[]> {
  const rows = await tx.query<HashedSecret & { id: string } & Record<string, unknown>>(
    'select id, secret_hash as "secretHash", secret_salt as "secretSalt" from gateway where id = any($1::text[])',
    [[...secrets.keys()]],
  );
  const known = new Map(rows.map((row) => [row.id, row]));
  const changed: (HashedSecret & { readonly id: string })[] = [];
  for (const [id, secret] of secrets) {
    const before = known.get(id);
    if (before && (await isSecret(secret, before))) continue;
    changed.push({ id, ...(await hashSecret(secret)) });
  }
  await tx.query(
    `insert into gateway (id, secret_hash, secret_salt, enrolled_at)
     select id, hash, salt, $4 from unnest($1::text[], $2::text[], $3::text[]) as d(id, hash, salt)
     on conflict (id) do update set secret_hash = excluded.secret_hash, secret_salt = excluded.secret_salt, revoked_at = null`,
    [
      changed.map(({ id }) => id),
      changed.map(({ secretHash }) => secretHash),
      changed.map(({ secretSalt }) => secretSalt),
      now,
    ],
  );
  return tx.query<StationRow>(
    `update station set revoked = null where id in (
       select s.id from station s join gateway g on g.id = s.id
        where s.id = any($1::text[]) and g.revoked_at is null and s.revoked is not null order by s.id for update of s) returning *`,
    [changed.map(({ id }) => id)],
  );
}

function addStations(
  tx: Queryable,
  stations: readonly StationPlan[],
  demonstration: boolean,
  now: number,
): Promise<StationRow[]> {
  return tx.query<StationRow>(
    `insert into station (id, gateway, kind, name_zh, name_en, lon, lat, heartbeat_ms, status_at, demonstration, area)
     select id, gateway, kind, zh, en, lon, lat, heartbeat, $9, $10, area
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::double precision[], $7::double precision[], $8::bigint[], $11::text[])
            as d(id, gateway, kind, zh, en, lon, lat, heartbeat, area)
     on conflict (id) do nothing returning *`,
    [
      ...[stations.map(({ id }) => id), stations.map(({ gateway }) => gateway), stations.map(({ kind }) => kind)],
      ...[stations.map(({ name }) => name.zh), stations.map(({ name }) => name.en)],
      ...[stations.map(({ lon }) => lon), stations.map(({ lat }) => lat)],
      ...[stations.map(({ heartbeatMs }) => heartbeatMs), now, demonstration],
      stations.map(({ area = '*' }) => area),
    ],
  );
}
