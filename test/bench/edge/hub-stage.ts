import { join } from 'node:path';
import { hashSecret } from '../../../src/hub/mqtt/gateway-secret.ts';
import type { Database } from '../../../src/hub/ports.ts';
import { openDatabase } from '../../../src/hub/store/database.ts';
import { findRunningPostgres } from '../../../src/hub/store/embedded-postgres.ts';
import { type HubProcess, startHub } from '../../support/hub-process.ts';
import { benchStation, type Fleet, gatewayId, hillsEast } from './fleet.ts';

export const password = 'a secret for the bench alone';

/** The built hub as in production, with its own embedded broker and store. */
export interface HubStage {
  readonly hub: HubProcess;
  readonly database: Database;
  close(): Promise<void>;
}

export async function openHubStage(env: Record<string, string> = {}): Promise<HubStage> {
  const hub = await startHub({ mode: 'production', env });
  const url = await findRunningPostgres(join(hub.dataFolder, 'postgres'), () => {});
  if (!url) throw new Error('the hub has no database');
  const database = await openDatabase(url);
  return {
    hub,
    database,
    close: async () => {
      await database.close();
      await hub.dispose();
    },
  };
}

/** Enrols the fleet's gateways, from the one given on, as far as they are not there yet. */
export async function enrolFleet(
  database: Database,
  { gateways, stationsEach }: Pick<Fleet, 'gateways' | 'stationsEach'>,
  from = 0,
): Promise<void> {
  const { secretHash, secretSalt } = await hashSecret(password);
  const places = Array.from({ length: gateways - from }, (_, index) => from + index);
  const ids = places.map(gatewayId);
  await database.query(
    `insert into gateway (id, secret_hash, secret_salt, enrolled_at)
     select id, $2, $3, 0 from unnest($1::text[]) as d(id) on conflict do nothing`,
    [ids, secretHash, secretSalt],
  );
  const own = ids.map((id) => ({ id, gateway: id, kind: 'gateway' }));
  const sensors = places.flatMap((place) =>
    Array.from({ length: stationsEach }, (_, each) => ({
      ...{ id: benchStation(place, each), gateway: gatewayId(place), kind: 'smoke-sensor' },
    })),
  );
  const all = [...own, ...sensors];
  await database.query(
    `insert into station (id, gateway, kind, name_zh, name_en, lon, lat, heartbeat_ms, status_at)
     select id, gateway, kind, id, id, 100 + east, 37.43, 600000, 0
       from unnest($1::text[], $2::text[], $3::text[], $4::double precision[]) as d(id, gateway, kind, east) on conflict do nothing`,
    [
      ...[all.map(({ id }) => id), all.map(({ gateway }) => gateway), all.map(({ kind }) => kind)],
      all.map((_, place) => hillsEast(place)),
    ],
  );
}
