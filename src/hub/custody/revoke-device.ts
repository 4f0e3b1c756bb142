import type { Database, HubClock } from '../ports.ts';
import { appendHubEvent } from './append-hub-event.ts';
import { deviceChange, lostFromOf } from './device-body.ts';
import type { HubSigner } from './hub-signer.ts';
import { recordChanges } from './record-change.ts';

/**
 * Ends what a device may do: its sessions close, its events are held from now on. `lostFrom`: it was out of its owner's hands from then
 * on, by the hub's clock; what was received since is doubtful. False when there is no such device. Safe to repeat; an earlier `lostFrom`
 * may be told later.
 */
export async function revokeDevice(
  tools: { readonly database: Database; readonly keys: HubSigner; readonly clock: HubClock },
  device: string,
  person: string,
  lostFrom: number | null = null,
): Promise<boolean> {
  return tools.database.transaction(async (tx) => {
    await tx.query('select 1 as locked from chain where id = (select chain from hub) for update');
    const [row] = await tx.query<{ kid: string; status: string }>(
      'select kid, status from device where id = $1 for update',
      [device],
    );
    if (!row) return false;
    const known = row.status === 'revoked' ? await lostFromOf(tx, device) : null;
    const isNews = lostFrom !== null && (known === null || lostFrom < known);
    if (row.status === 'revoked' && !isNews) return true;
    const now = tools.clock.now();
    const body = { device, kid: row.kid, ...(isNews && { lostFrom }) };
    const appended = await appendHubEvent(tx, tools.keys, now, { kind: 'revocation', schema: 1, body, person });
    await tx.query("update device set status = 'revoked', revoked_at = coalesce(revoked_at, $2) where id = $1", [
      ...[device, now],
    ]);
    await tx.query('update session set ended_at = $2 where device = $1 and ended_at is null', [device, now]);
    await recordChanges(tx, now, [appended.change, await deviceChange(tx, device)]);
    return true;
  });
}
