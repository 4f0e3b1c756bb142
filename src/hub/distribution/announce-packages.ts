import { recordChanges } from '../custody/record-change.ts';
import type { Database } from '../ports.ts';
import { advisoryLocks } from '../store/advisory-locks.ts';

/** Tells every phone, by the change table, that other packages are current; says nothing when that is what it said last. */
export function announcePackages(database: Database, now: number, digest: string): Promise<void> {
  return database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [advisoryLocks.announcing]);
    const [last] = await tx.query<{ digest: string }>(
      "select body->>'digest' as digest from change where entity = 'package' and key = 'current' order by n desc limit 1",
    );
    if (last?.digest === digest) return;
    const change = { entity: 'package', key: 'current', audience: 'all', chain: null, area: '*' } as const;
    await recordChanges(tx, now, [{ ...change, body: { digest } }]);
  });
}
