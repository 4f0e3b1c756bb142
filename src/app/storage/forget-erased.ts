import Dexie from 'dexie';
import * as v from 'valibot';
import type { HulinDatabase } from './database.ts';
import { changeEvents } from './event-blocks.ts';
import type { PulledRow } from './rows.ts';

const idSchema = v.pipe(v.string(), v.parseJson(), v.object({ id: v.string() }));
/** As much of the hub's words as is needed here. */
const erasureSchema = v.object({ event: v.string(), chain: v.string(), seq: v.number() });
type Erasure = v.InferOutput<typeof erasureSchema>;
const pulledEventSchema = v.looseObject({ event: v.looseObject({ wraps: v.array(v.unknown()) }) });

/**
 * Forgets the keys of what was erased at the hub, also those sealed to the hub: none of them would go to a restored hub again. Of what this
 * device wrote wherever an event of that id stands, of others' at its place alone: a stranger's may have stood under the same id. What
 * is signed stays. `apply` inside a transaction over `tables`.
 */
export const forgetErased = {
  tables: ({ recordKeys, events, replacedEvents, carriedEvents, pulled, shadow }: HulinDatabase) => [
    ...[recordKeys, events, replacedEvents, carriedEvents, pulled, shadow],
  ],
  apply: async (database: HulinDatabase, erasures: readonly PulledRow[]): Promise<void> => {
    const { recordKeys, events, replacedEvents, carriedEvents, pulled, shadow } = database;
    const erased = erasures.flatMap(readErasure);
    const ownChains = await ownAmong(database, new Set(erased.map(({ chain }) => chain)));
    const ids = new Set(erased.filter(({ chain }) => ownChains.has(chain)).map(({ event }) => event));
    await recordKeys.bulkDelete([...ids]);
    await events
      .where('id')
      .anyOf([...ids])
      .modify({ wraps: [] });
    await replacedEvents.filter(({ id }) => ids.has(id)).modify({ wraps: [] });
    const places = new Set(erased.map(placeOf));
    await carriedEvents.filter((event) => places.has(placeOf(event))).modify(forgetWraps);
    for (const place of places) {
      for (const table of [pulled, shadow]) await changeEvents(table, place, withoutWraps);
    }
  },
};

/** Handed to whoever applies pages: the start of the app has no need of it. */
export type ForgetErased = typeof forgetErased;

/** Of a carried event: nothing opens it any more, and no file that comes later brings that back. */
export function forgetWraps(row: { wraps: unknown; wrapsSig?: string; isErased?: boolean }): void {
  row.wraps = [];
  row.isErased = true;
  delete row.wrapsSig; // his word was for other ones
}

/** The id in a signed text; null when it cannot be read. */
export function idOf(raw: string): string | null {
  const read = v.safeParse(idSchema, raw);
  return read.success ? read.output.id : null;
}

function readErasure({ body }: PulledRow): Erasure[] {
  const erasure = v.safeParse(erasureSchema, body);
  return erasure.success ? [erasure.output] : [];
}

/** Chains with events that this device wrote, also before it wrote them anew. */
async function ownAmong(
  { events, replacedEvents }: HulinDatabase,
  chains: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const own = new Set<string>();
  for (const chain of chains) {
    for (const table of [events, replacedEvents]) {
      const ofChain = table.where('[chain+seq]').between([chain, Dexie.minKey], [chain, Dexie.maxKey]);
      if ((await ofChain.limit(1).count()) > 0) own.add(chain);
    }
  }
  return own;
}

/** The key of the event's own row. */
function placeOf({ chain, seq }: Pick<Erasure, 'chain' | 'seq'>): string {
  return `${chain}/${seq}`;
}

function withoutWraps(row: PulledRow): PulledRow {
  const pulled = v.safeParse(pulledEventSchema, row.body);
  return pulled.success ? { ...row, body: { ...pulled.output, event: { ...pulled.output.event, wraps: [] } } } : row;
}
