import * as v from 'valibot';
import { forkSchema, heldSchema, pulledEventSchema, stuckChainSchema } from '../../protocol/pull.ts';
import type { Reviewing } from '../review-ports.ts';
import { mapLive } from './live-query.ts';
import type { PulledStore } from './pulled-store.ts';
import { read, readerOf } from './read-rows.ts';

/** What waits for review, as the pull brought it. */
export function pulledReviews(store: PulledStore): Pick<Reviewing, 'rows' | 'readRaw'> {
  const [readHeld, readFork, readChain] = [readerOf(heldSchema), readerOf(forkSchema), readerOf(stuckChainSchema)];
  return {
    rows: mapLive(store.watchTogether(['held', 'fork', 'chain']), ([held = [], forks = [], chains = []]) => ({
      held: read(held, readHeld).sort((a, b) => b.receivedAt - a.receivedAt),
      forks: read(forks, readFork),
      chains: read(chains, readChain),
    })),
    async readRaw(chain, seq) {
      const row = await store.readOne('event', `${chain}/${seq}`);
      const pulled = v.safeParse(pulledEventSchema, row?.body);
      return pulled.success ? pulled.output.event.raw : null;
    },
  };
}
