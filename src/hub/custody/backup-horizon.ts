import type { Queryable } from '../ports.ts';

/**
 * Phones delete by what is announced here: up to the horizon, epoch ms, everything is in a backup. It is compared with times that the hub
 * wrote itself, so a horizon that lies not before the hub's present was announced, or is used, under a wrong clock: what is stored now would seem
 * to be in that backup. Such a one is taken back for good, and phones keep what they have until the next backup.
 */
export async function takeBackFalseHorizons(db: Queryable, now: number): Promise<void> {
  await db.query('update backup_taken set horizon_at = 0 where horizon_at >= $1', [now]);
}

/** What a head may announce at `now`; null: no backup reaches anything. `latest`: of all that were announced. */
export async function horizonToTell(db: Queryable, now: number, latest: number | null): Promise<number | null> {
  if (latest === null || latest < now) return latest || null;
  await takeBackFalseHorizons(db, now);
  const [row] = await db.query<{ horizon: number | null }>('select max(horizon_at) as horizon from backup_taken');
  return row?.horizon || null;
}
