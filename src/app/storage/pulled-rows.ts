import * as v from 'valibot';
import { receiptSchema } from '../../protocol/custody.ts';
import { eventSchema, violationBodySchema } from '../../protocol/event.ts';
import {
  alarmSchema,
  deviceSchema,
  pulledCustodySchema,
  pulledEventSchema,
  rejudgementSchema,
  stationSchema,
} from '../../protocol/pull.ts';
import type { PositionRow, Pulled, ViolationRow } from '../ports.ts';
import { mapLive } from './live-query.ts';
import type { PulledStore } from './pulled-store.ts';
import type { PulledRow } from './rows.ts';

/** What the pull and the situation brought, as screens see it. A row this build cannot read stays in storage, shown to nobody. */
export function pulledRows(store: PulledStore): Pulled {
  const readAlarm = readerOf(alarmSchema);
  const readStation = readerOf(stationSchema);
  const readDevice = readerOf(deviceSchema);
  const readCustody = readerOf(pulledCustodySchema);
  const readRejudgement = readerOf(rejudgementSchema);
  const readViolation = remembering(violationOf);
  const situation = store.watchSituation();
  return {
    alarms: mapLive(store.watch('alarm'), (rows) => read(rows, readAlarm).sort((a, b) => b.raisedAt - a.raisedAt)),
    stations: mapLive(store.watch('station'), (rows) => read(rows, readStation)),
    devices: mapLive(store.watch('device'), (rows) => read(rows, readDevice)),
    violations: mapLive(
      store.watchTogether(['event', 'custody', 'rejudgement']),
      ([events = [], custody = [], rejudgements = []]) => {
        const received = new Map(read(custody, readCustody).map((one) => [one.event, one.received]));
        const would = new Map(read(rejudgements, readRejudgement).map((one) => [one.event, one.would]));
        const rows = read(events, readViolation).map((row) => ({
          ...row,
          partsReceived: received.get(row.id) ?? 0,
          would: would.get(row.id) ?? null,
        }));
        return rows.sort((a, b) => b.bracket.toAt - a.bracket.toAt);
      },
    ),
    positions: mapLive(
      situation,
      (now): readonly PositionRow[] =>
        (now?.positions ?? []).map((row) => ({ ...row, crossings: row.crossings ?? [] })), // not in rows of an older build
    ),
    readings: mapLive(situation, (now) => now?.readings ?? []),
  };
}

type Reader<T> = (row: PulledRow) => T | null;

function readerOf<S extends v.GenericSchema>(schema: S): Reader<v.InferOutput<S>> {
  return remembering(({ body }) => {
    const result = v.safeParse(schema, body);
    return result.success ? result.output : null;
  });
}

/** Reads each version of a row once: lists of thousands are told anew at every change. */
function remembering<T>(readRow: Reader<T>): Reader<T> {
  const known = new Map<string, { n: number; value: T | null }>();
  return (row) => {
    const before = known.get(row.key);
    if (before?.n === row.n) return before.value;
    const value = readRow(row);
    known.set(row.key, { n: row.n, value });
    return value;
  };
}

function read<T>(rows: readonly PulledRow[], readRow: Reader<T>): T[] {
  return rows.map(readRow).filter((value) => value !== null);
}

function violationOf({ body }: PulledRow): ViolationRow | null {
  const pulled = v.safeParse(pulledEventSchema, body);
  if (!pulled.success) return null;
  const event = v.safeParse(v.pipe(v.string(), v.parseJson(), eventSchema), pulled.output.event.raw);
  const receipt = v.safeParse(v.pipe(v.string(), v.parseJson(), receiptSchema), pulled.output.receipt.raw);
  if (!event.success || !receipt.success || event.output.kind !== 'violation') return null;
  const matter = v.safeParse(violationBodySchema, event.output.body);
  if (!matter.success) return null;
  const { id, chain, seq, person, parts, at } = event.output;
  const outcome = receipt.output.outcome === 'held' ? 'held' : 'stored';
  const bracket = { fromAt: at.seen, toAt: receipt.output.time };
  return {
    id,
    chain,
    seq,
    person,
    outcome,
    body: matter.output,
    parts,
    partsReceived: 0,
    would: null,
    recordedAt: at.wall,
    bracket,
  };
}
