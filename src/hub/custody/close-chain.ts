import { uuidv7 } from 'uuidv7';
import type { Database, HubClock, Queryable } from '../ports.ts';
import { appendHubEvent } from './append-hub-event.ts';
import { deviceChange } from './device-body.ts';
import type { HubSigner } from './hub-signer.ts';
import { recordChanges } from './record-change.ts';
import { chainChange } from './review-changes.ts';

interface ClosingRow extends Record<string, unknown> {
  readonly device: string;
  readonly kid: string;
  readonly seq: number;
  readonly hash: string | null;
  readonly successor: string | null;
}

/**
 * Ends a chain that cannot go on and opens another for its device, which learns of it when it next asks for the chain's head. Answers
 * the successor; null when no device writes such a chain. Safe to repeat.
 */
export async function closeChain(
  tools: { readonly database: Database; readonly keys: HubSigner; readonly clock: HubClock },
  chain: string,
  person: string,
): Promise<string | null> {
  return tools.database.transaction(async (tx) => {
    const [row] = await tx.query<ClosingRow>(
      `select c.device, d.kid, c.seq, c.hash, c.successor from chain c join device d on d.id = c.device
        where c.id = $1 for update of c`,
      [chain],
    );
    if (!row || row.successor !== null) return row?.successor ?? null;
    const now = tools.clock.now();
    const successor = uuidv7();
    const { device, kid, seq, hash } = row;
    const body = { chain, seq, hash, device, kid, successor };
    const appended = await appendHubEvent(tx, tools.keys, now, { kind: 'closing', schema: 1, body, person });
    await openSuccessor(tx, now, chain, device, successor);
    await recordChanges(tx, now, [appended.change, await deviceChange(tx, device), await chainChange(tx, chain)]);
    return successor;
  });
}

/** A device has one open chain at most: the old one is closed before the other is opened. */
export async function openSuccessor(
  tx: Queryable,
  now: number,
  chain: string,
  device: string,
  successor: string,
): Promise<void> {
  await tx.query('update chain set closed_at = $2 where id = $1', [chain, now]);
  await tx.query('insert into chain (id, device, opened_at) values ($1, $2, $3)', [successor, device, now]);
  await tx.query('update chain set successor = $2 where id = $1', [chain, successor]);
}
