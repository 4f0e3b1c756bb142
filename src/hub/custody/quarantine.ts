import type { QuarantineReason } from '../../domain/shared/codes.ts';
import type { Queryable } from '../ports.ts';

/** Something received that cannot be accepted. `detail` names the place in it, never a value; `origin` is a device's kid or an MQTT topic. */
export interface Quarantined {
  readonly source: 'push' | 'mqtt';
  readonly reason: QuarantineReason;
  readonly detail: string;
  readonly origin: string;
  readonly hash: string;
  readonly content: Uint8Array;
}

/** One item's bytes are kept up to this size, all items' together up to the other; over it only hash and size are kept. */
export const maxQuarantineItemBytes = 64 * 1024;
export const maxQuarantineBytes = 64 * 1024 * 1024;
/** Beyond this many rows the one longest unheard of goes. */
export const maxQuarantineRows = 10_000;

/** Keeps what was refused, by hash; the same again only counts. */
export async function putInQuarantine(tx: Queryable, now: number, item: Quarantined): Promise<void> {
  const { hash, source, reason, origin, content } = item;
  const key = [source, hash, reason, origin];
  const again = await tx.query(
    `update quarantine set times = times + 1, last_at = $5
      where source = $1 and hash = $2 and reason = $3 and origin = $4 returning 1 as found`,
    [...key, now],
  );
  if (again.length > 0) return;
  await makeRoom(tx);
  await tx.query(
    `insert into quarantine (source, hash, reason, origin, detail, content, bytes, first_at, last_at)
     select $1, $2, $3, $4, $5,
            case when $7::bigint <= $9::bigint and $7::bigint + (select coalesce(sum(length(content)), 0) from quarantine) <= $10::bigint
                 then $6::bytea end, $7::bigint, $8::bigint, $8::bigint
     on conflict (source, hash, reason, origin) do update set times = quarantine.times + 1, last_at = excluded.last_at`,
    [...key, item.detail.slice(0, 200), content, content.length, now, maxQuarantineItemBytes, maxQuarantineBytes],
  );
}

async function makeRoom(tx: Queryable): Promise<void> {
  await tx.query(
    `delete from quarantine where ctid = (select ctid from quarantine order by last_at limit 1)
        and (select count(*) from quarantine) >= $1`,
    [maxQuarantineRows],
  );
}
