import * as v from 'valibot';
import { heldSchema, type PulledErasure, pulledCustodySchema, pulledErasureSchema } from '../../protocol/pull.ts';
import type { Live } from '../live.ts';
import type { PulledRecord } from '../record-ports.ts';
import { mapLive } from './live-query.ts';
import { type Beside, PulledEvents, type ToldEvent } from './pulled-events.ts';
import type { PulledStore } from './pulled-store.ts';
import type { PulledRow } from './rows.ts';

type RowBeside = (entity: Beside) => PulledRow | undefined;

/** Records of one kind and form as the pull brought them, the newest first, with how many parts are there and what was erased. */
export function pulledRecords<S extends v.GenericSchema>(
  store: PulledStore,
  kind: string,
  schema: S,
): Live<readonly PulledRecord<v.InferOutput<S>>[]> {
  return pulledRecordsWith(store, kind, schema, (record) => record);
}

/** The same, each with what else is known of it. A record of which nothing has changed is the same object again. */
export function pulledRecordsWith<S extends v.GenericSchema, R extends PulledRecord<v.InferOutput<S>>>(
  store: PulledStore,
  kind: string,
  schema: S,
  complete: (record: PulledRecord<v.InferOutput<S>>, beside: RowBeside) => R,
): Live<readonly R[]> {
  const made = new WeakMap<ToldEvent, { readonly of: readonly (PulledRow | undefined)[]; readonly record: R | null }>();
  return mapLive(PulledEvents.of(store).ofKind(kind), ({ events, beside }) => {
    const rows = events.map((told) => {
      const of = entities.map((entity) => beside(told, entity));
      const before = made.get(told);
      if (before?.of.every((row, index) => row === of[index])) return before.record;
      const besideIt: RowBeside = (entity) => of[entities.indexOf(entity)];
      const record = recordOf(told, schema, besideIt);
      const completed = record && complete(record, besideIt);
      made.set(told, { of, record: completed });
      return completed;
    });
    return rows.filter((row) => row !== null).sort((a, b) => b.bracket.toAt - a.bracket.toAt);
  });
}

const entities = ['custody', 'erasure', 'held', 'rejudgement'] as const;

function recordOf<S extends v.GenericSchema>(
  { event, receipt }: ToldEvent,
  schema: S,
  beside: RowBeside,
): PulledRecord<v.InferOutput<S>> | null {
  const matter = v.safeParse(schema, event.body);
  if (!matter.success) return null;
  const { id, chain, seq, person, parts, at } = event;
  const outcome = receipt.outcome === 'held' ? 'held' : 'stored';
  const bracket = { fromAt: at.seen, toAt: receipt.time };
  return {
    ...{ id, chain, seq, person, outcome, body: matter.output, parts, recordedAt: at.wall, bracket },
    review: readBody(heldSchema, beside('held'))?.review?.outcome ?? null,
    erased: erasedOf(event, readBody(pulledErasureSchema, beside('erasure'))),
    partsReceived: receivedOf(event, readBody(pulledCustodySchema, beside('custody'))),
  };
}

/** The one under the id may be of something else that stood there. */
function erasedOf(event: ToldEvent['event'], erasure: PulledErasure | null): PulledErasure | null {
  return erasure && isAt(event, erasure) ? erasure : null;
}

function isAt(event: Place, told: Place): boolean {
  return told.chain === event.chain && told.seq === event.seq;
}

/** Under the id older hubs told of whatever stood there: of a copy, which has the same parts, or of what a stranger wrote. */
function receivedOf(event: ToldEvent['event'], custody: PulledCustody | null): number {
  if (!custody) return 0;
  return isAt(event, custody) || custody.parts === event.parts.length ? custody.received : 0;
}

type PulledCustody = v.InferOutput<typeof pulledCustodySchema>;
type Place = Pick<PulledCustody, 'chain' | 'seq'>;

/** What a row says; null when there is none, or this build cannot read it. */
export function readBody<S extends v.GenericSchema>(schema: S, row: PulledRow | undefined): v.InferOutput<S> | null {
  const result = row && v.safeParse(schema, row.body);
  return result?.success ? result.output : null;
}
