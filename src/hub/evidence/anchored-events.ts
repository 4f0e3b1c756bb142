import type { Queryable } from '../ports.ts';

/** An event by its place and hash: a leaf of an anchor's trees. */
export interface Leaf extends Record<string, unknown> {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
}

export interface CoveredEvent extends Leaf {
  readonly received_at: number;
}

/**
 * The events up to these heads that no anchor made before that of `day` covers, ascending by chain and seq; null: no anchor at all. Made
 * before, not dated before: a clock gone wrong dates anchors out of order.
 */
export function anchoredEvents(db: Queryable, heads: readonly Leaf[], day: string | null): Promise<CoveredEvent[]> {
  return db.query<CoveredEvent>(
    `select e.chain, e.seq, e.hash, e.received_at
       from unnest($1::uuid[], $2::bigint[]) as h(chain, seq)
       left join lateral (
            select max(p.seq) as seq from anchor_head p join anchor a on a.day = p.day
             where p.chain = h.chain and ($3::text is null or a.place < (select place from anchor where day = $3))) before on true
       join event e on e.chain = h.chain and e.seq > coalesce(before.seq, 0) and e.seq <= h.seq
      order by e.chain, e.seq`,
    [heads.map(({ chain }) => chain), heads.map(({ seq }) => seq), day],
  );
}

/** The heads of an anchor, ascending by chain: the leaves of its tree. */
export function anchoredHeads(db: Queryable, day: string): Promise<Leaf[]> {
  return db.query<Leaf>('select chain, seq, hash from anchor_head where day = $1 order by chain', [day]);
}
