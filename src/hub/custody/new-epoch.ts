import { randomUUID } from 'node:crypto';
import type { Queryable } from '../ports.ts';

/**
 * Begins another life of the hub, after it was restored: clients pull anew, and what the hub decides goes on a fresh chain of its
 * own, for the old one had links that this hub has forgotten and must not write twice. Nothing happens unless the epoch still is `old`.
 * The caller holds no lock; the transaction is this function's own.
 */
export async function beginEpoch(tx: Queryable, old: string, now: number): Promise<void> {
  // The hub's chain first, as everywhere: whoever is about to write it waits, and finds it closed.
  await tx.query('select 1 as locked from chain where id = (select chain from hub where epoch = $1) for update', [old]);
  const chain = randomUUID();
  const [before] = await tx.query<{ chain: string }>('select chain from hub where epoch = $1 for update', [old]);
  if (!before) return; // another hub noticed it too
  await tx.query('update chain set closed_at = $2 where id = $1', [before.chain, now]);
  await tx.query('insert into chain (id, device, opened_at) values ($1, null, $2)', [chain, now]);
  await tx.query('update hub set epoch = $1, chain = $2', [randomUUID(), chain]);
}
