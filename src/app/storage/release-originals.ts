import { mayRelease, type Noted, noteHeld } from '../../domain/custody/may-release.ts';
import type { HulinDatabase } from './database.ts';
import { receiptsAt, receiptTables } from './receipt-blocks.ts';
import type { EventRow } from './rows.ts';

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
      const { receivedBy: _by, heldBy: _held, notedIn: _in, ...unnoted } = part;
      const noted = noteHeld(part, named.seq, head);
      const isFree = mayRelease(await knownOf(database, named, noted), head);
      await parts.put({ ...unnoted, ...noted, ...(isFree && { released: true }) });
      if (!isFree) continue;
      await partBytes.delete(part.sha256);
      freed += part.bytes;
    }
    return freed;
  });
}

async function knownOf(database: HulinDatabase, { chain, seq, hash }: EventRow, { heldBy }: Noted) {
  const [receipt] = await receiptsAt(database, [[chain, seq]]);
  const isOurs = receipt?.hash === hash;
  return {
    seq,
    verifiedAt: isOurs ? (receipt?.verifiedAt ?? null) : null,
    receiptAt: isOurs ? (receipt?.time ?? null) : null,
    heldBy: heldBy ?? null,
  };
}
