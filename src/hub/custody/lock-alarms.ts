import type { Queryable } from '../ports.ts';
import { advisoryLocks } from '../store/advisory-locks.ts';

/** The first step of every transaction that changes alarms, after gateways, stations and device chains. */
export async function lockAlarms(tx: Queryable): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [advisoryLocks.alarms]);
}
