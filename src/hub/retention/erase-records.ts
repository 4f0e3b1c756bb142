import * as v from 'valibot';
import { ownAmong } from '../../domain/custody/erase-record.ts';
import type { HubSigner } from '../custody/hub-signer.ts';
import { type ErasureOrder, erasureChanges, noteErasure } from '../custody/note-erasure.ts';
import { recordChanges } from '../custody/record-change.ts';
import { remarkAbout } from '../custody/remark-about.ts';
import { eventsUnder, placeOf, type StandingEvent } from '../custody/under-id.ts';
import type { Database, HubClock, Queryable } from '../ports.ts';
import { Going } from './going.ts';
import { heldByCase } from './held-by-case.ts';

export interface ErasingTools {
  readonly database: Database;
  readonly keys: HubSigner;
  readonly clock: HubClock;
}

/** Which were erased now, of those that the hub knows; and which were not, since their case is open. */
export interface ErasingOutcome {
  readonly erased: readonly string[];
  readonly inCase: readonly string[];
}

/** In one transaction, with whatever was said about them. */
const mostAtOnce = 500;

/**
 * Makes the personal parts of records, and of the remarks about them, unreadable for ever by deleting their wrapped keys, wherever an
 * event of that id stands and those of forked versions too, and says so on the hub's own chain, all in one transaction. What is signed
 * stays. Of records erased before only keys that came since go. What a case is about stays whole from its opening to its end. What another
 * device wrote under an id that was taken, and nobody released, is none of that record.
 */
export async function eraseRecords(
  tools: ErasingTools,
  records: readonly string[],
  order: ErasureOrder,
): Promise<ErasingOutcome> {
  return inTurns(
    records,
    async (tx, some) => {
      const under = await eventsUnder(tx, some);
      return [...under.values()].flatMap(ownAmong);
    },
    tools,
    order,
  );
}

/** The same for these events and no others under their ids, but for what their devices wrote anew. */
export async function eraseEvents(
  tools: ErasingTools,
  events: readonly StandingEvent[],
  order: ErasureOrder,
): Promise<ErasingOutcome> {
  const meant = new Map(events.map((event) => [keptAlike(event), event]));
  return inTurns(
    [...meant.values()],
    async (tx, some) => {
      const under = await eventsUnder(
        tx,
        some.map(({ id }) => id),
      );
      const alike = new Set(some.map(keptAlike));
      return [...under.values()].flat().filter((one) => alike.has(keptAlike(one)));
    },
    tools,
    order,
  );
}

/** What a device wrote under an id, also anew. */
function keptAlike({ id, device, kind }: StandingEvent): string {
  return JSON.stringify([id, device, kind]);
}

/** `find`: the events that are meant, as they stand now that nothing is erased by anybody else. */
async function inTurns<T>(
  meant: readonly T[],
  find: (tx: Queryable, some: readonly T[]) => Promise<StandingEvent[]>,
  { database, keys, clock }: ErasingTools,
  order: ErasureOrder,
): Promise<ErasingOutcome> {
  const outcome = { erased: new Array<string>(), inCase: new Array<string>() };
  for (let from = 0; from < meant.length; from += mostAtOnce) {
    const { erased, inCase } = await database.transaction(async (tx) => {
      await tx.query('select 1 as locked from chain where id = (select chain from hub) for update');
      return eraseSome(tx, keys, clock.now(), await find(tx, meant.slice(from, from + mostAtOnce)), order);
    });
    outcome.erased.push(...erased);
    outcome.inCase.push(...inCase);
  }
  return outcome;
}

async function eraseSome(
  tx: Queryable,
  keys: HubSigner,
  now: number,
  events: readonly StandingEvent[],
  order: ErasureOrder,
): Promise<ErasingOutcome> {
  const inCase = await idsInCase(tx, events);
  const free = events.filter(({ id }) => !inCase.has(id));
  const going = await Going.with(tx, free);
  const [said, sealed] = [await saidOf(tx, going.ids), await sealedAmong(tx, going.events)];
  const fresh = going.ids.filter((id) => !said.has(id));
  const noted = await noteErasure(tx, keys, now, fresh, order);
  await deleteWraps(tx, going);
  const whole = new Set(going.ids);
  const touched = going.events.filter((event) => {
    return whole.has(event.id) && (!said.has(event.id) || sealed.has(placeOf(event)));
  });
  const told = touched.map((place) => ({ place, because: order.because }));
  await recordChanges(tx, now, [...noted, ...(await erasureChanges(tx, told, now))]);
  return { erased: fresh, inCase: [...inCase] };
}

/** Of these events' ids, those of which any is in a case. */
async function idsInCase(tx: Queryable, events: readonly StandingEvent[]): Promise<ReadonlySet<string>> {
  const under = await eventsUnder(
    tx,
    events.map(({ id }) => id),
  );
  const held = await heldByCase(tx, [...under.values()].flat());
  const isHeld = (event: StandingEvent) => held.has(placeOf(event));
  const ids = new Set([...under].flatMap(([id, beside]) => (ownAmong(beside).some(isHeld) ? [id] : [])));
  for (const event of events) if (isHeld(event)) ids.add(event.id);
  return ids;
}

async function saidOf(tx: Queryable, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ record: string }>('select record from erasure where record = any($1::uuid[])', [ids]);
  return new Set(rows.map(({ record }) => record));
}

/** By place: those whose keys stand. */
async function sealedAmong(tx: Queryable, events: readonly StandingEvent[]): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ chain: string; seq: number }>(
    `select distinct chain, seq from event_wrap where (chain, seq) in (${named})`,
    placesOf(events),
  );
  return new Set(rows.map(placeOf));
}

const named = 'select * from unnest($1::uuid[], $2::bigint[])';

function placesOf(events: readonly StandingEvent[]) {
  return [events.map(({ chain }) => chain), events.map(({ seq }) => seq)];
}

async function deleteWraps(tx: Queryable, { events, ids }: Going): Promise<void> {
  await tx.query(`delete from event_wrap where (chain, seq) in (${named})`, placesOf(events));
  const forks = await tx.query<{ hash: string; raw: string }>(
    "select hash, raw from event_fork where wraps <> '[]' and raw like any($1::text[])",
    [ids.map((id) => `%"${id}"%`)],
  );
  const gone = new Set(ids);
  const theirs = forks.filter(({ raw }) => isOf(gone, raw));
  await tx.query(
    `update event_fork set wraps = '[]' where wraps <> '[]' and ((chain, seq) in (${named}) or hash = any($3::text[]))`,
    [...placesOf(events), theirs.map(({ hash }) => hash)],
  );
}

/** Another version of a record that is gone, or of words about it. */
function isOf(gone: ReadonlySet<string>, raw: string): boolean {
  const event = v.parse(forkSchema, raw); // it was read when it arrived
  return gone.has(event.id) || gone.has(remarkAbout(event) ?? '');
}

const forkSchema = v.pipe(v.string(), v.parseJson(), v.looseObject({ id: v.pipe(v.string(), v.toLowerCase()) }));
