import type { GatewayState } from '../../protocol/telemetry.ts';
import type { Queryable } from '../ports.ts';

/** How far the store has a boot's messages without a hole, and the highest number it has. */
export interface Progress {
  readonly gateway: string;
  readonly boot: number;
  readonly upTo: number;
  readonly highest: number;
}

const runLength = 10_000;

/** Moves `up_to` over what is stored without a hole. The gateway's row is locked by the caller. Numbers of a boot begin at 1. */
export async function advanceProgress(tx: Queryable, gateway: string, boot: number): Promise<Progress> {
  await tx.query('insert into gateway_progress (gateway, boot, up_to) values ($1, $2, 0) on conflict do nothing', [
    ...[gateway, boot],
  ]);
  const place = [gateway, boot];
  const [before] = await tx.query<{ up_to: number; highest: number }>(
    `select up_to, (select coalesce(max(seq), 0) from message where gateway = $1 and boot = $2) as highest
       from gateway_progress where gateway = $1 and boot = $2`,
    place,
  );
  let upTo = before?.up_to ?? 0;
  for (;;) {
    const next = await endOfRun(tx, gateway, boot, upTo);
    if (next === upTo) break;
    upTo = next;
  }
  if (upTo !== before?.up_to) {
    await tx.query('update gateway_progress set up_to = $3 where gateway = $1 and boot = $2', [...place, upTo]);
  }
  return { gateway, boot, upTo, highest: before?.highest ?? 0 };
}

async function endOfRun(tx: Queryable, gateway: string, boot: number, upTo: number): Promise<number> {
  const [run] = await tx.query<{ last: number }>(
    `select coalesce(max(seq), $3::bigint) as last
       from (select seq, seq - row_number() over (order by seq) as base
               from (select seq from message where gateway = $1 and boot = $2 and seq > $3 order by seq limit $4) as ahead) as numbered
      where base = $3`,
    [gateway, boot, upTo, runLength],
  );
  return run?.last ?? upTo;
}

/** What a gateway says it no longer has can never come: the count goes on behind it. True when something was given up. */
export async function giveUpLost(tx: Queryable, gateway: string, { oldest }: GatewayState): Promise<boolean> {
  if (!oldest || oldest.seq <= 1) return false;
  const rows = await tx.query(
    `insert into gateway_progress as p (gateway, boot, up_to) values ($1, $2, $3)
     on conflict (gateway, boot) do update set up_to = excluded.up_to where p.up_to < excluded.up_to returning 1 as moved`,
    [gateway, oldest.boot, oldest.seq - 1],
  );
  return rows.length > 0;
}

/** Where the next hole is: what to ask for; null when there is none any more. At most `limit` numbers. */
export async function findGap(
  db: Queryable,
  gateway: string,
  boot: number,
  limit: number,
): Promise<{ from: number; to: number } | null> {
  const [row] = await db.query<{ up_to: number; next: number | null }>(
    `select up_to, (select min(seq) from message where gateway = $1 and boot = $2 and seq > up_to) as next
       from gateway_progress where gateway = $1 and boot = $2`,
    [gateway, boot],
  );
  if (!row || row.next === null || row.next === row.up_to + 1) return null;
  return { from: row.up_to + 1, to: Math.min(row.next - 1, row.up_to + limit) };
}

/** The acks that were last due, for the newest boots of every gateway: said again when the line to the broker is new. */
export function lastAcks(db: Queryable): Promise<{ gateway: string; boot: number; upTo: number }[]> {
  return db.query(
    `select gateway, boot, up_to as "upTo" from (
       select gateway, boot, up_to, row_number() over (partition by gateway order by boot desc) as age from gateway_progress
     ) as ranked where age <= 3 and up_to > 0`,
  );
}
