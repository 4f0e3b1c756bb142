import type { Copy } from '../../domain/custody/uses-another.ts';
import type { Queryable } from '../ports.ts';

interface CopyRow extends Record<string, unknown>, Copy {
  readonly id: string;
  readonly hash: string;
}

/** All events under these ids, by id. `chain` is of the device that asks. */
export async function copiesOf(db: Queryable, ids: readonly string[], chain: string): Promise<Map<string, CopyRow[]>> {
  const rows = await db.query<CopyRow>(
    `select e.id, e.hash, e.outcome, r.outcome as review,
            c.device is not distinct from (select device from chain where id = $2) as "isOwn"
       from event e join chain c on c.id = e.chain left join event_review r on r.chain = e.chain and r.seq = e.seq
      where e.id = any($1::uuid[])`,
    [ids, chain],
  );
  const copies = new Map<string, CopyRow[]>();
  for (const row of rows) {
    const others = copies.get(row.id);
    if (others) others.push(row);
    else copies.set(row.id, [row]);
  }
  return copies;
}
