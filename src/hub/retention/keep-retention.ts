import { orderFor, ownAmong } from '../../domain/custody/erase-record.ts';
import { eventsWithKeys, kindsUnder, type StandingEvent, type StandingKind } from '../custody/under-id.ts';
import { seasonOf } from '../keys/season-of.ts';
import type { Queryable } from '../ports.ts';
import { letReadingsGo, letStepsGo } from '../telemetry/let-readings-go.ts';
import { destroySeasons, type SeasonKeys } from './destroy-seasons.ts';
import { type ErasingTools, eraseEvents } from './erase-records.ts';
import { type Days, partDays, type Retention } from './retention.ts';
import { seasonEnd } from './season-end.ts';

export interface RetentionTools extends ErasingTools {
  readonly keys: ErasingTools['keys'] & SeasonKeys;
  readonly retention: Retention;
}

/** How much one day's work let go of. */
export interface LetGo {
  readonly positions: number;
  readonly readings: number;
  readonly openings: number;
  readonly records: number;
  readonly seasons: readonly string[];
}

const dayMs = 86_400_000;

/** Lets go of what has been kept as long as it may be. Each part commits by itself: one that fails does not bring back the others. */
export async function keepRetention(tools: RetentionTools): Promise<LetGo> {
  const { database, clock, retention } = tools;
  const now = clock.now();
  const before = (days: Days) => (days === null ? Number.NEGATIVE_INFINITY : now - days * dayMs);
  const positions = await deleteOlder(database, 'position where received_at', before(retention.positions));
  const readings = await letReadingsGo(database, before(retention.readings));
  await letStepsGo(database, 'reading_minute', before(retention.minutes));
  await letStepsGo(database, 'reading_hour', before(retention.hours));
  const openings = await deleteOlder(database, 'opening where at', before(retention.openings));
  await deleteOlder(database, 'evidence_export where at', before(retention.openings));
  await deleteOlder(database, 'quarantine where last_at', before(retention.quarantine));
  const due = await eventsDue(database, retention, now);
  const { erased } = await eraseEvents(tools, due, { because: 'retention', person: null });
  const seasons = await destroySeasons(tools, retention, now);
  return { positions, readings, openings, records: erased.length, seasons };
}

async function deleteOlder(db: Queryable, where: string, before: number): Promise<number> {
  if (!Number.isFinite(before)) return 0;
  const [row] = await db.query<{ gone: number }>(
    `with gone as (delete from ${where} < $1 returning 1) select count(*) as gone from gone`,
    [before],
  );
  return row?.gone ?? 0;
}

/**
 * The events whose keys still stand though they may not:
 *
 * | an erasure that was said goes for it | a remark about a known record | due |
 * |--------------------------------------|-------------------------------|-----|
 * | yes                                  | –                             | now |
 * | no                                   | yes                           | as that record's kind is, or with that record |
 * | no                                   | no                            | as its own kind is |
 */
async function eventsDue(db: Queryable, retention: Retention, now: number): Promise<StandingEvent[]> {
  const due: Kept[] = [];
  const under: Under = new Map();
  for await (const events of eventsWithKeys(db)) {
    const abouts = events.flatMap(({ about }) => about ?? []);
    const orders = await erasedAmong(db, [...new Set([...events.map(({ id }) => id), ...abouts])]);
    await lookUnder(db, under, [...orders.keys(), ...abouts]);
    due.push(...events.filter((event) => isDue(event, orders, under, retention, now)));
  }
  return due.toSorted((a, b) => a.receivedAt - b.receivedAt || (a.id < b.id ? -1 : 1));
}

type Kept = StandingEvent & { readonly receivedAt: number };
type Under = Map<string, readonly StandingKind[]>;

/** Each id once, however many remarks are about it. */
async function lookUnder(db: Queryable, under: Under, ids: readonly string[]): Promise<void> {
  const fresh = [...new Set(ids)].filter((id) => !under.has(id));
  const found = await kindsUnder(db, fresh);
  for (const id of fresh) under.set(id, found.get(id) ?? []);
}

function isDue(
  event: Kept,
  orders: ReadonlyMap<string, true>,
  under: Under,
  retention: Retention,
  now: number,
): boolean {
  if (orderFor(orders, event, (id) => under.get(id) ?? [])) return true;
  const own = event.about === null ? [] : ownAmong(under.get(event.about) ?? []);
  return (own.length > 0 ? own : [event]).every(({ kind }) => isOver(kind, event.receivedAt, retention, now));
}

async function erasedAmong(db: Queryable, ids: readonly string[]): Promise<ReadonlyMap<string, true>> {
  const rows = await db.query<{ record: string }>('select record from erasure where record = any($1::uuid[])', [ids]);
  return new Map(rows.map(({ record }) => [record, true]));
}

function isOver(kind: string, receivedAt: number, retention: Retention, now: number): boolean {
  const days = partDays(retention, kind);
  return days !== null && seasonEnd(seasonOf(receivedAt)) + days * dayMs <= now;
}
