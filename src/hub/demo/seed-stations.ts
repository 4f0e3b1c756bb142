import { recordChanges } from '../custody/record-change.ts';
import type { HashedSecret } from '../mqtt/gateway-secret.ts';
import { hashSecret, isSecret } from '../mqtt/gateway-secret.ts';
import { type StationRow, stationChange } from '../mqtt/station-body.ts';
import type { Database, Queryable } from '../ports.ts';
import { type DemoStation, demoStations } from './stations.ts';

/** Enrols the demonstration's gateways with these secrets and puts its stations on the map; leaves what is there as it is. */
export async function seedStations(
  database: Database,
  secrets: ReadonlyMap<string, string>,
  now: number,
): Promise<void> {
  for (const [gateway, secret] of secrets) await enrolGateway(database, gateway, secret, now);
  await database.transaction(async (tx) => {
    const added: StationRow[] = [];
    for (const station of demoStations) added.push(...(await addStation(tx, station, now)));
    await recordChanges(tx, now, added.map(stationChange));
  });
}

async function enrolGateway(database: Database, id: string, secret: string, now: number): Promise<void> {
  const [known] = await database.query<HashedSecret & Record<string, unknown>>(
    'select secret_hash as "secretHash", secret_salt as "secretSalt" from gateway where id = $1',
    [id],
  );
  if (known && (await isSecret(secret, known))) return;
  const { secretHash, secretSalt } = await hashSecret(secret);
  await database.query(
    `insert into gateway (id, secret_hash, secret_salt, enrolled_at) values ($1, $2, $3, $4)
     on conflict (id) do update set secret_hash = excluded.secret_hash, secret_salt = excluded.secret_salt`,
    [id, secretHash, secretSalt, now],
  );
}

async function addStation(tx: Queryable, station: DemoStation, now: number): Promise<StationRow[]> {
  const { id, gateway, kind, name, lon, lat, heartbeatMs } = station;
  return tx.query<StationRow>(
    `insert into station (id, gateway, kind, name_zh, name_en, lon, lat, heartbeat_ms, status_at, demonstration)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, true) on conflict (id) do nothing returning *`,
    [id, gateway, kind, name.zh, name.en, lon, lat, heartbeatMs, now],
  );
}
