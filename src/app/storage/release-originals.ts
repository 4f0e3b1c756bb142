import { markHeld, mayRelease } from '../../domain/custody/may-release.ts';
import type { HulinDatabase } from './database.ts';
import { receiptsAt, receiptTables } from './receipt-blocks.ts';
import type { EventRow, HubHeadRow, PartRow } from './rows.ts';

/**
 * Lets go of photos that the hub has and could lose no more; what is not covered yet is marked, to be looked at after the next backup.
 * Personal fields and thumbnails stay. Answers the bytes that became free.
 */
export function releaseOriginals(database: HulinDatabase, chain: string): Promise<number> {
  const { hubHeads, events, parts, partBytes } = database;
  const tables = [hubHeads, events, ...receiptTables(database), parts, partBytes];
  return database.transaction('rw', tables, async () => {
    const head = await hubHeads.get(chain);
    if (!head || head.horizon === null) return 0;
    let freed = 0;
    for (const part of await parts.where('state').equals('received').toArray()) {
      if (part.role !== 'photo' || part.released) continue;
      const named = await events.where('id').equals(part.event).first();
      if (named?.chain !== chain) continue;
      const marks = markHeld(part, named.seq, head);
      const isFree = mayRelease(await knownOf(database, named, { ...part, ...marks }, head), head.horizon);
      await parts.update(part.sha256, { ...marks, ...(isFree && { released: true }) });
      if (!isFree) continue;
      await partBytes.delete(part.sha256);
      freed += part.bytes;
    }
    return freed;
  });
}

async function knownOf(database: HulinDatabase, named: EventRow, { heldBy, heldIn }: PartRow, head: HubHeadRow) {
  const [receipt] = await receiptsAt(database, [[named.chain, named.seq]]);
  const isOurs = receipt?.hash === named.hash;
  return {
    isOfThisLife: heldIn === head.epoch && named.seq <= head.seq,
    verifiedAt: isOurs ? (receipt?.verifiedAt ?? null) : null,
    receiptAt: isOurs ? (receipt?.time ?? null) : null,
    receivedBy: heldBy ?? null,
  };
}
