import * as v from 'valibot';
import { receiptSchema } from '../../protocol/custody.ts';
import { eventSchema } from '../../protocol/event.ts';
import { heldSchema, pulledCustodySchema, pulledErasureSchema, pulledEventSchema } from '../../protocol/pull.ts';
import type { Live } from '../live.ts';
import type { PulledRecord } from '../record-ports.ts';
import { mapLive } from './live-query.ts';
import type { PulledStore } from './pulled-store.ts';
import { read, readerOf, remembering } from './read-rows.ts';
import type { PulledRow } from './rows.ts';

/** Records of one kind and form as the pull brought them, the newest first, with how many parts are there and what was erased. */
export function pulledRecords<S extends v.GenericSchema>(
  store: PulledStore,
  kind: string,
  schema: S,
): Live<readonly PulledRecord<v.InferOutput<S>>[]> {
  const readCustody = readerOf(pulledCustodySchema);
  const readErasure = readerOf(pulledErasureSchema);
  const readHeld = readerOf(heldSchema);
  const readRecord = remembering((row) => recordOf(row, kind, schema));
  return mapLive(store.watchTogether(['event', 'custody', 'erasure', 'held']), (told) => {
    const [events = [], custody = [], erasures = [], held = []] = told;
    const received = new Map(read(custody, readCustody).map((one) => [one.event, one.received]));
    const erased = new Map(read(erasures, readErasure).map((one) => [one.event, one]));
    const reviews = new Map(read(held, readHeld).map((one) => [one.event, one.review?.outcome ?? null]));
    const rows = read(events, readRecord).map((row) => ({
      ...row,
      review: reviews.get(row.id) ?? null,
      erased: erased.get(row.id) ?? null,
      partsReceived: received.get(row.id) ?? 0,
    }));
    return rows.sort((a, b) => b.bracket.toAt - a.bracket.toAt);
  });
}

function recordOf<S extends v.GenericSchema>(
  { body }: PulledRow,
  kind: string,
  schema: S,
): PulledRecord<v.InferOutput<S>> | null {
  const pulled = v.safeParse(pulledEventSchema, body);
  if (!pulled.success) return null;
  const event = v.safeParse(v.pipe(v.string(), v.parseJson(), eventSchema), pulled.output.event.raw);
  const receipt = v.safeParse(v.pipe(v.string(), v.parseJson(), receiptSchema), pulled.output.receipt.raw);
  if (!event.success || !receipt.success || event.output.kind !== kind) return null;
  const matter = v.safeParse(schema, event.output.body);
  if (!matter.success) return null;
  const { id, chain, seq, person, parts, at } = event.output;
  const outcome = receipt.output.outcome === 'held' ? 'held' : 'stored';
  const bracket = { fromAt: at.seen, toAt: receipt.output.time };
  const known = { id, chain, seq, person, outcome, body: matter.output, parts } as const;
  return { ...known, review: null, partsReceived: 0, erased: null, recordedAt: at.wall, bracket };
}
