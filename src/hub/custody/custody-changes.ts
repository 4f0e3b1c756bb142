import type { Queryable } from '../ports.ts';
import type { ChangeDraft } from './record-change.ts';

interface Count extends Record<string, unknown> {
  readonly event: string;
  readonly chain: string;
  readonly seq: number;
  readonly isFirst: boolean;
  readonly parts: number;
  readonly received: number;
}

/**
 * How many parts of these events have arrived, as changes; events of which none has are left out. Told under its id is the one that is
 * used, or came first: a device may write under the id of another's record. Whatever else stands under it is told by its place.
 * The caller holds the chains' rows locked, so that two uploads cannot each miss the other's part.
 */
export async function custodyChanges(
  tx: Queryable,
  events: readonly { readonly chain: string; readonly seq: number }[],
): Promise<ChangeDraft[]> {
  if (events.length === 0) return [];
  const counts = await tx.query<Count>(
    `select e.id as event, e.chain, e.seq, count(*)::integer as parts, count(p.sha256)::integer as received,
            not exists (select 1 from event o where o.id = e.id
              and (o.outcome <> 'stored', o.received_at, o.chain, o.seq) < (e.outcome <> 'stored', e.received_at, e.chain, e.seq)) as "isFirst"
       from unnest($1::uuid[], $2::bigint[]) as w(chain, seq)
       join event e on e.chain = w.chain and e.seq = w.seq
       join event_part n on n.chain = e.chain and n.seq = e.seq
       left join part p on p.sha256 = n.sha256
      group by e.chain, e.seq having count(p.sha256) > 0 order by e.chain, e.seq`,
    [events.map(({ chain }) => chain), events.map(({ seq }) => seq)],
  );
  return counts.map(({ event, chain, seq, isFirst, parts, received }) => ({
    entity: 'custody',
    key: isFirst ? event : `${chain}/${seq}`, // Persisted.
    audience: 'desk',
    chain,
    area: '*',
    body: { event, chain, seq, parts, received },
  }));
}

/**
 * Parts that events name and the hub lacks, by chain: those of all chains that its device wrote, for it goes on with one alone. Oldest
 * first, at most `maxMissingParts`: ask again for the rest. Reads what is lacking and nothing of what came.
 */
export async function missingParts(db: Queryable, chains: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await db.query<{ chain: string; sha256: string }>(
    `select w.chain, m.sha256 from unnest($1::uuid[]) as w(chain) join chain asked on asked.id = w.chain cross join lateral (
            select n.sha256, row_number() over (order by min(c.opened_at), min(n.seq), min(n.ordinal)) as place
              from chain c join event_part n on n.chain = c.id left join part p on p.sha256 = n.sha256
             where c.device = asked.device and not n.stored and p.sha256 is null
             group by n.sha256 order by min(c.opened_at), min(n.seq), min(n.ordinal) limit $2) as m
      order by w.chain, m.place`,
    [chains, maxMissingParts],
  );
  const missing = new Map(chains.map((chain): [string, string[]] => [chain, []]));
  for (const { chain, sha256 } of rows) missing.get(chain)?.push(sha256);
  return missing;
}

/** As many as a signed answer holds beside a full batch of receipts. */
const maxMissingParts = 1000;
