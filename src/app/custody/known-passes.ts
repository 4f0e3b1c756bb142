import { registeredPassSchema } from '../../protocol/pass.ts';
import type { KnownPasses } from '../gate-ports.ts';
import type { OwnRecords } from '../ports.ts';
import { joinLive } from '../storage/live-query.ts';
import type { PulledStore } from '../storage/pulled-store.ts';
import { read, readerOf } from '../storage/read-rows.ts';
import type { RecordStories } from '../story-ports.ts';
import { ownPasses } from './own-passes.ts';
import { standing } from './standing.ts';

/** This phone's passes with those of all other keepers, each once. */
export function knownPasses(
  records: Pick<OwnRecords, 'all'>,
  pulled: Pick<PulledStore, 'watch' | 'watchIsWholeHere'>,
  stories: Pick<RecordStories, 'remarks'>,
): KnownPasses {
  const readPass = readerOf(registeredPassSchema);
  const passes = joinLive(standing(records.all, stories), pulled.watch('pass'), (mine, rows) => {
    const told = read(rows, readPass);
    const voided = new Set(told.filter((pass) => pass.voided).map(({ id }) => id));
    const own = ownPasses(mine).map((pass) => ({ ...pass, isOwn: true }));
    const ownIds = new Set(own.map(({ id }) => id));
    const others = told.filter(({ id }) => !ownIds.has(id)).map((pass) => ({ ...pass, isOwn: false }));
    return [...own, ...others].filter(({ id }) => !voided.has(id));
  });
  return { ...passes, areAllKnown: pulled.watchIsWholeHere() };
}
