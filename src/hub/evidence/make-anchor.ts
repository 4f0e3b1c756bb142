import { civilDateAt } from '../../domain/clock/civil-date.ts';
import { type AnchorBody, eventLeaf } from '../../protocol/evidence/hub-bodies.ts';
import { merkleTree } from '../../protocol/evidence/merkle.ts';
import { appendHubEvent } from '../custody/append-hub-event.ts';
import type { HubSigner } from '../custody/hub-signer.ts';
import { recordChanges } from '../custody/record-change.ts';
import type { Database, Queryable } from '../ports.ts';
import { anchoredEvents } from './anchored-events.ts';

interface Head extends Record<string, unknown> {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
}

const dayMs = 86_400_000;

/**
 * Puts the anchor of the civil day that ended last at the end of the hub's own chain: what every chain is now. Answers that day; null
 * when it has its anchor already, or there is nothing yet to anchor. After days without a hub there is one for the last of them. Safe when two hubs do it at once.
 * A day still to come, which a clock gone wrong has anchored, stands in nobody's way.
 */
export async function makeAnchor(database: Database, keys: HubSigner, now: number): Promise<string | null> {
  const day = civilDateAt(now - dayMs);
  return database.transaction(async (tx) => {
    await tx.query('select 1 as locked from chain where id = (select chain from hub) for update');
    const [newer] = await tx.query('select day from anchor where day between $1 and $2 limit 1', [
      ...[day, civilDateAt(now)],
    ]);
    if (newer) return null;
    const heads = await tx.query<Head>('select id as chain, seq, hash from chain where seq > 0 order by id');
    if (heads.length > 0) await writeAnchor(tx, keys, now, day, heads);
    return heads.length > 0 ? day : null;
  });
}

async function writeAnchor(
  tx: Queryable,
  keys: HubSigner,
  now: number,
  day: string,
  heads: readonly Head[],
): Promise<void> {
  const events = await anchoredEvents(tx, heads, null);
  const trees = { heads: await merkleTree(heads.map(eventLeaf)), events: await merkleTree(events.map(eventLeaf)) };
  const body: AnchorBody = {
    day,
    until: events.reduce((until, { received_at }) => Math.max(until, received_at), now), // a clock may have been put back
    heads: { count: heads.length, root: trees.heads.root },
    events: { count: events.length, root: trees.events.root },
  };
  const appended = await appendHubEvent(tx, keys, now, { kind: 'anchor', schema: 1, body });
  await tx.query('insert into anchor (day, hash, seq, until_at) values ($1, $2, $3, $4)', [
    ...[day, appended.hash, appended.seq, now],
  ]);
  await tx.query(
    `insert into anchor_head (day, chain, seq, hash)
     select $1, h.* from unnest($2::uuid[], $3::bigint[], $4::text[]) as h`,
    [day, heads.map(({ chain }) => chain), heads.map(({ seq }) => seq), heads.map(({ hash }) => hash)],
  );
  await tx.query('insert into time_stamp (anchor, next_at) values ($1, $2)', [appended.hash, now]);
  await recordChanges(tx, now, [appended.change]);
}
