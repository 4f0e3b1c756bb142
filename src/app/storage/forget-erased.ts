import * as v from 'valibot';
import type { HulinDatabase } from './database.ts';
import { changeEvents } from './event-blocks.ts';
import type { PulledRow } from './rows.ts';

const idSchema = v.pipe(v.string(), v.parseJson(), v.object({ id: v.string() }));
/** As much of the hub's words as is needed here. */
const erasureSchema = v.object({ chain: v.string(), seq: v.number() });
const pulledEventSchema = v.looseObject({ event: v.looseObject({ wraps: v.array(v.unknown()) }) });

/**
 * Forgets the keys of what was erased at the hub, also those sealed to the hub, wherever an event of that id stands here: none of them
 * would go to a restored hub again. What is signed stays. `apply` inside a transaction over `tables`.
 */
export const forgetErased = {
  tables: ({ recordKeys, events, replacedEvents, carriedEvents, pulled, shadow }: HulinDatabase) => [
    ...[recordKeys, events, replacedEvents, carriedEvents, pulled, shadow],
  ],
  apply: async (database: HulinDatabase, erasures: readonly PulledRow[]): Promise<void> => {
    const { recordKeys, events, replacedEvents, carriedEvents, pulled, shadow } = database;
    const ids = new Set(erasures.map(({ key }) => key));
    await recordKeys.bulkDelete([...ids]);
    await events
      .where('id')
      .anyOf([...ids])
      .modify({ wraps: [] });
    await replacedEvents.filter(({ id }) => ids.has(id)).modify({ wraps: [] });
    await carriedEvents.filter(({ raw }) => ids.has(idOf(raw) ?? '')).modify(forgetWraps);
    for (const place of erasures.map(placeOf).filter((one) => one !== null)) {
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

/** The key of the event's own row. */
function placeOf({ body }: PulledRow): string | null {
  const erasure = v.safeParse(erasureSchema, body);
  return erasure.success ? `${erasure.output.chain}/${erasure.output.seq}` : null;
}

function withoutWraps(row: PulledRow): PulledRow {
  const pulled = v.safeParse(pulledEventSchema, row.body);
  return pulled.success ? { ...row, body: { ...pulled.output, event: { ...pulled.output.event, wraps: [] } } } : row;
}
