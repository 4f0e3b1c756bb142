import * as v from 'valibot';
import { valuesOf } from '../../domain/casework/case-file.ts';
import { isPursued } from '../../domain/casework/case-order.ts';
import { ownAmong } from '../../domain/custody/erase-record.ts';
import { caseFileSchema } from '../../protocol/casework.ts';
import { eventsUnder, placeOf, type StandingEvent } from '../custody/under-id.ts';
import type { Queryable } from '../ports.ts';

/** By id: what the events under it are about. */
type Abouts = ReadonlyMap<string, readonly string[]>;

/**
 * Which of these events, by place, are in a case that is opened and not closed, or were said about one that is: they are evidence. Not
 * when the case's record was erased before. What strangers under an id say leads to no case.
 */
export async function heldByCase(db: Queryable, events: readonly StandingEvent[]): Promise<ReadonlySet<string>> {
  const abouts = await aboutsOf(
    db,
    events.flatMap(({ about }) => about ?? []),
  );
  const subjects = new Map(events.map((event) => [placeOf(event), subjectsOf(event, abouts)]));
  const named = [...new Set([...subjects.values()].flatMap((ids) => [...ids]))];
  const rows = await db.query<{ violation: string; file: unknown; isErased: boolean }>(
    `select violation, file, exists (select 1 from erasure x where x.record = violation) as "isErased"
       from case_file where violation = any($1::uuid[])`,
    [named],
  );
  const pursued = rows.filter(({ file }) => isPursued(valuesOf(v.parse(caseFileSchema, file)).status.step));
  const shared = await sharedAmong(
    db,
    pursued.filter(({ isErased }) => isErased).map(({ violation }) => violation),
  );
  const standing = pursued.filter(({ violation, isErased }) => !isErased || shared.has(violation));
  const held = new Set(standing.map(({ violation }) => violation));
  return new Set([...subjects].flatMap(([place, ids]) => ([...ids].some((id) => held.has(id)) ? [place] : [])));
}

/** The event's own id, and what it is about, and what that is about, to the first record. */
function subjectsOf({ id, about }: StandingEvent, abouts: Abouts): ReadonlySet<string> {
  const subjects = new Set<string>();
  for (let next = about === null ? [] : [about]; next.length > 0; ) {
    const fresh = next.filter((one) => !subjects.has(one));
    for (const one of fresh) subjects.add(one);
    next = fresh.flatMap((one) => [...(abouts.get(one) ?? [])]);
  }
  return subjects.add(id);
}

/** Looks under each id once: what words are about may stand nowhere, or lead back to themselves. */
async function aboutsOf(db: Queryable, ids: readonly string[]): Promise<Abouts> {
  const abouts = new Map<string, readonly string[]>();
  for (let next = [...new Set(ids)]; next.length > 0; ) {
    const under = await eventsUnder(db, next);
    const found = next.map((id): readonly [string, readonly string[]] => {
      const events = under.get(id) ?? [];
      return [id, ownAmong(events).flatMap(({ about }) => about ?? [])];
    });
    for (const [id, about] of found) abouts.set(id, about);
    next = [...new Set(found.flatMap(([, about]) => about))].filter((id) => !abouts.has(id));
  }
  return abouts;
}

/** Ids that several devices have a claim to: an erasure that was said of one is not of all of them. */
async function sharedAmong(db: Queryable, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const under = ids.length === 0 ? [] : [...(await eventsUnder(db, ids))];
  const shared = under.filter(([, events]) => {
    return new Set(events.flatMap(({ device, isClaim }) => (isClaim ? [device] : []))).size > 1;
  });
  return new Set(shared.map(([id]) => id));
}
