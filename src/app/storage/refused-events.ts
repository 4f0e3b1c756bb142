import type { HulinDatabase } from './database.ts';
import { receiptsAt, receiptTables } from './receipt-blocks.ts';
import type { RefusalRow } from './rows.ts';

/** What `refusedEvents` reads. */
export const refusalTables = (database: HulinDatabase) => [database.refusals, ...receiptTables(database)];

/** What the hub refused and took in at no later time: nobody but this phone has it, and the hub wants no part of it. */
export async function refusedEvents(database: HulinDatabase): Promise<RefusalRow[]> {
  const refusals = await database.refusals.toArray();
  if (refusals.length === 0) return [];
  const given = await receiptsAt(
    database,
    refusals.map(({ chain, seq }) => [chain, seq] as const),
  );
  const isTaken = new Set(given.map(({ hash }) => hash));
  return refusals.filter(({ hash }) => !isTaken.has(hash));
}
