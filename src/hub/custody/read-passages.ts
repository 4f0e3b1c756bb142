import { codesOf } from '../../domain/shared/codes.ts';
import { passClasses } from '../../domain/shared/gate-codes.ts';
import { mostPassages, type Passages } from '../../protocol/passages.ts';
import type { Queryable } from '../ports.ts';

interface PassageRow extends Record<string, unknown> {
  readonly at: number;
  readonly direction: 'in' | 'out';
  readonly count: number;
  readonly kind: string | null;
}

/**
 * What a gate's counter measured; `from` is included, `to` is not. A message names a class and then how many of it went in and out.
 * Null when there is no such gate.
 */
export async function readPassages(db: Queryable, gate: string, from: number, to: number): Promise<Passages | null> {
  const known = await db.query("select 1 as known from station where id = $1 and kind = 'gate'", [gate]);
  if (known.length === 0) return null;
  const rows = await db.query<PassageRow>(
    `select r.measured_at as at, r.name as direction, r.number as count,
            (select c.text from reading c
              where c.gateway = r.gateway and c.boot = r.boot and c.seq = r.seq and c.station = r.station
                and c.name = 'class' and c.ordinal < r.ordinal order by c.ordinal desc limit 1) as kind
       from reading r
      where r.station = $1 and r.name in ('in', 'out') and r.number > 0 and r.measured_at >= $2 and r.measured_at < $3
      order by r.measured_at, r.gateway, r.boot, r.seq, r.ordinal limit $4`,
    [gate, from, to, mostPassages + 1],
  );
  const passages = rows.slice(0, mostPassages).map(({ at, direction, count, kind }) => {
    return { at, direction, class: codesOf(passClasses).find((code) => code === kind) ?? null, count };
  });
  return { v: 1, gate, from, to, passages, isCut: rows.length > mostPassages };
}
