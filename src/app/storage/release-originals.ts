import { mayRelease } from '../../domain/custody/may-release.ts';
import type { HulinDatabase } from './database.ts';
import { receiptsAt, receiptTables } from './receipt-blocks.ts';
import type { PartRow } from './rows.ts';

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
      if (part.receivedBy === undefined) await parts.update(part.sha256, { receivedBy: head.toldAt });
      else if (mayRelease(await knownOf(database, part), head.horizon)) {
        await partBytes.delete(part.sha256);
        await parts.update(part.sha256, { released: true });
        freed += part.bytes;
      }
    }
    return freed;
  });
}

async function knownOf(database: HulinDatabase, { event, receivedBy }: PartRow) {
  const named = await database.events.where('id').equals(event).first();
  const [receipt] = named ? await receiptsAt(database, [[named.chain, named.seq]]) : [];
  const isOurs = receipt?.hash === named?.hash;
  return {
    verifiedAt: isOurs ? (receipt?.verifiedAt ?? null) : null,
    receiptAt: isOurs ? (receipt?.time ?? null) : null,
    receivedBy: receivedBy ?? null,
  };
}
