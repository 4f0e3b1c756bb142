import { randomUUID } from 'node:crypto';
import type { Database } from '../ports.ts';

/** Gives an empty database its epoch and the hub's own chain; does nothing to one that has them. Safe when two hubs start at once. */
export async function ensureHub(database: Database, now: number): Promise<void> {
  await database.transaction(async (tx) => {
    const fresh = await tx.query<{ chain: string }>(
      'insert into hub (epoch, chain, created_at) values ($1, $2, $3) on conflict do nothing returning chain',
      [randomUUID(), randomUUID(), now],
    );
    for (const { chain } of fresh) {
      await tx.query('insert into chain (id, device, opened_at) values ($1, null, $2)', [chain, now]);
    }
  });
}
