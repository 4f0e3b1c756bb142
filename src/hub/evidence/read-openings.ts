import type { OpeningLog, OpeningRow } from '../../protocol/evidence/evidence-requests.ts';
import type { Queryable } from '../ports.ts';

/** A page of the log of openings, newest first, from before the row with this id; null: from the newest. */
export async function readOpenings(db: Queryable, before: number | null, limit: number): Promise<OpeningLog> {
  const rows = await db.query<OpeningRow & Record<string, unknown>>(
    `select o.id, o.at, p.name as person, o.operator, o.role, o.event, n.role as part, o.reason, o.outcome,
            o.export is not null as exported
       from opening o left join person p on p.id = o.person
       left join lateral (
         select ep.role from event_part ep join event e on e.chain = ep.chain and e.seq = ep.seq
          where ep.sha256 = o.part and e.id = o.event limit 1) n on true
      where $1::bigint is null or o.id < $1 order by o.id desc limit $2`,
    [before, limit + 1],
  );
  const page = rows.slice(0, limit);
  return { rows: page, next: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}
