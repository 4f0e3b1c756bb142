import type { Database, HubClock, PartStore, Queryable } from '../ports.ts';
import { takeBackFalseHorizons } from './backup-horizon.ts';
import { custodyChanges } from './custody-changes.ts';
import { recordChanges } from './record-change.ts';

export interface PartTools {
  readonly database: Database;
  readonly parts: PartStore;
  readonly clock: HubClock;
}

/** True when a stored or held event names this part: nothing else is taken in. */
export async function isPartNamed(db: Queryable, sha256: string): Promise<boolean> {
  const rows = await db.query('select 1 as named from event_part where sha256 = $1 limit 1', [sha256]);
  return rows.length > 0;
}

/** The size of a part the hub has whole; null when it has not. */
export async function completePartBytes(db: Queryable, sha256: string): Promise<number | null> {
  const [row] = await db.query<{ bytes: number }>('select bytes from part where sha256 = $1', [sha256]);
  return row?.bytes ?? null;
}

/**
 * Keeps a named part: the file first, on disk when that is done, then its row and how many parts each event now has.
 * The caller has compared bytes and name. Safe to repeat.
 */
export async function acceptPart(tools: PartTools, sha256: string, bytes: Uint8Array): Promise<void> {
  await tools.parts.put(sha256, bytes);
  await tools.database.transaction((tx) => recordPart(tx, tools.clock.now(), sha256, bytes.length));
}

/** Writes down that the hub has a part whole, and how many parts each event that names it now has. */
export async function recordPart(tx: Queryable, now: number, sha256: string, bytes: number): Promise<void> {
  await takeBackFalseHorizons(tx, now);
  const events = await lockNamingEvents(tx, sha256);
  const inserted = await tx.query(
    `insert into part (sha256, bytes, stored_at) values ($1, $2, $3) on conflict do nothing returning 1 as fresh`,
    [sha256, bytes, now],
  );
  await tx.query('update event_part set stored = true where sha256 = $1 and not stored', [sha256]);
  if (inserted.length > 0) await recordChanges(tx, now, await custodyChanges(tx, events));
}

async function lockNamingEvents(tx: Queryable, sha256: string): Promise<{ chain: string; seq: number }[]> {
  await tx.query(
    'select 1 as locked from chain where id in (select chain from event_part where sha256 = $1) order by id for update',
    [sha256],
  );
  return tx.query<{ chain: string; seq: number }>('select distinct chain, seq from event_part where sha256 = $1', [
    sha256,
  ]);
}
