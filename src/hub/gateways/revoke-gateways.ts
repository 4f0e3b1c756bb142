import type { RevokedGateway } from '../../protocol/gateway-standing.ts';
import { appendHubEvent } from '../custody/append-hub-event.ts';
import type { HubSigner } from '../custody/hub-signer.ts';
import { recordChanges } from '../custody/record-change.ts';
import { type StationRow, stationChange } from '../mqtt/station-body.ts';
import type { Database, HubClock, Queryable } from '../ports.ts';

/** NOTIFY channel: the gateway that may connect no more. Every hub on the database ends its connections. */
export const revokedChannel = 'hulin_gateway_revoked';

export interface RevokingTools {
  readonly database: Database;
  readonly keys: HubSigner;
  readonly clock: HubClock;
}

/** What became of each gateway named: `unknown` was never enrolled. */
export type Revoked = ReadonlyMap<string, 'revoked' | 'was-revoked' | 'unknown'>;

/** Who orders it and why; null where nobody is named. */
export type RevokingOrder = Pick<RevokedGateway, 'person' | 'because'>;

/**
 * Ends what gateways may do: none of them gets in any more, nothing they still send is used, their stations are unknown from now on, and
 * the hub's chain says so. What they reported stays. Enrolling one again with another secret admits it again. Safe to repeat.
 */
export async function revokeGateways(
  tools: RevokingTools,
  ids: readonly string[],
  order: RevokingOrder,
): Promise<Revoked> {
  const outcomes = new Map<string, 'revoked' | 'was-revoked' | 'unknown'>();
  for (const id of ids) outcomes.set(id, await tools.database.transaction((tx) => revoke(tx, tools, id, order)));
  return outcomes;
}

async function revoke(tx: Queryable, { keys, clock }: RevokingTools, id: string, { person, because }: RevokingOrder) {
  const [row] = await tx.query<{ revoked_at: number | null }>(
    'select revoked_at from gateway where id = $1 for update',
    [id],
  );
  if (!row) return 'unknown';
  if (row.revoked_at !== null) return 'was-revoked';
  const now = clock.now();
  await tx.query('update gateway set revoked_at = $2, online = false where id = $1', [id, now]);
  const silent = await tx.query<StationRow>(
    `update station s set status = 'unknown', status_at = case when status = 'unknown' then status_at else $2::bigint end,
            revoked = case when id = $1 then $3::jsonb end where id in (
       select id from station where gateway = $1 and (status <> 'unknown' or id = $1) order by id for update) returning *`,
    [id, now, JSON.stringify({ at: now, person, because } satisfies RevokedGateway)],
  );
  const body = { gateway: id, ...(because && { because }) };
  const draft = { kind: 'revocation' as const, schema: 1, body, ...(person && { person }) };
  const appended = await appendHubEvent(tx, keys, now, draft);
  await tx.query('select pg_notify($1, $2)', [revokedChannel, id]);
  await recordChanges(tx, now, [appended.change, ...silent.map(stationChange)]);
  return 'revoked';
}
