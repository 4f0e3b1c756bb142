import type { ErasureBody } from '../../protocol/evidence/hub-bodies.ts';
import { appendHubEvent } from '../custody/append-hub-event.ts';
import { recordChanges } from '../custody/record-change.ts';
import type { Queryable } from '../ports.ts';
import type { ErasingTools } from './erase-records.ts';
import { type Retention, usualRetention } from './retention.ts';
import { seasonEnd } from './season-end.ts';

export interface SeasonKeys {
  /** Deletes the private half of a sealing key for good. Safe to repeat. */
  destroySealingKey(kid: string): Promise<void>;
}

interface SeasonKey extends Record<string, unknown> {
  readonly kid: string;
  readonly season: string;
  readonly destroyed_at: number | null;
}

const dayMs = 86_400_000;

/**
 * Destroys the private sealing keys of seasons nobody may read from any more: the longest retention after the season is over and no
 * record, nor another version of one, is left that is wrapped to the key. Said on the hub's chain first, then done; a key that was
 * said to be destroyed and is still there, after a kill in between, goes now. Answers the seasons.
 */
export async function destroySeasons(
  tools: ErasingTools & { readonly keys: SeasonKeys },
  retention: Retention,
  now: number,
): Promise<string[]> {
  const keys = await tools.database.query<SeasonKey>(
    `select k.kid, k.season, k.destroyed_at from hub_key k
      where k.use = 'sealing' and not exists (select 1 from event_wrap w where w.to_kid = k.kid)
        and not exists (select 1 from event_fork f where f.wraps @> jsonb_build_array(jsonb_build_object('to', k.kid)))
      order by k.season, k.kid`,
  );
  const over = keys.filter(({ season }) => isOver(season, retention, now));
  for (const key of over) {
    if (key.destroyed_at === null) await tools.database.transaction((tx) => say(tx, tools, now, key));
    await tools.keys.destroySealingKey(key.kid);
  }
  return over.filter(({ destroyed_at }) => destroyed_at === null).map(({ season }) => season);
}

function isOver(season: string, { parts }: Retention, now: number): boolean {
  const days = Object.values({ ...usualRetention.parts, ...parts });
  if (days.includes(null)) return false;
  return seasonEnd(season) + Math.max(...days.map((one) => one ?? 0)) * dayMs <= now;
}

async function say(tx: Queryable, { keys }: ErasingTools, now: number, { kid, season }: SeasonKey): Promise<void> {
  const body: ErasureBody = { scope: 'season', season, kid, because: 'retention' };
  const appended = await appendHubEvent(tx, keys, now, { kind: 'erasure', schema: 1, body });
  await tx.query('update hub_key set destroyed_at = $2 where kid = $1', [kid, now]);
  await recordChanges(tx, now, [appended.change]);
}
