import { mayRelease } from '../../domain/custody/may-release.ts';
import type { HulinDatabase } from './database.ts';
import { receiptsAt, receiptTables } from './receipt-blocks.ts';
import type { HubHeadRow, PartRow } from './rows.ts';

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
      const marks = marksOf(part, head);
      const isFree = mayRelease(await knownOf(database, { ...part, ...marks }), head.horizon);
      await parts.update(part.sha256, { ...marks, ...(isFree && { released: true }) });
      if (!isFree) continue;
      await partBytes.delete(part.sha256);
      freed += part.bytes;
    }
    return freed;
  });
}

/**
 * A head of before the photo came tells nothing of it: only the next one that names all it misses.
 *
 * | noted that it is received here | a later head named all it misses | → |
 * |--------------------------------|----------------------------------|---|
 * | no                             | –                                | note it, by the newest head |
 * | yes                            | no                               | wait |
 * | yes                            | yes                              | the hub had it by then |
 */
function marksOf({ receivedBy, heldBy }: PartRow, { toldAt, namedAllAt = 0 }: HubHeadRow): Partial<PartRow> {
  if (receivedBy === undefined) return { receivedBy: toldAt };
  return heldBy === undefined && namedAllAt > receivedBy ? { heldBy: namedAllAt } : {};
}

async function knownOf(database: HulinDatabase, { event, heldBy }: PartRow) {
  const named = await database.events.where('id').equals(event).first();
  const [receipt] = named ? await receiptsAt(database, [[named.chain, named.seq]]) : [];
  const isOurs = receipt?.hash === named?.hash;
  return {
    verifiedAt: isOurs ? (receipt?.verifiedAt ?? null) : null,
    receiptAt: isOurs ? (receipt?.time ?? null) : null,
    receivedBy: heldBy ?? null,
  };
}
